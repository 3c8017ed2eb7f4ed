namespace TechTransfer.Matching.SavedSearches;

/// <summary>A search that a person keeps for an organisation, to be told of new listings that it finds.</summary>
internal sealed class SavedSearch
{
    public required Guid Id { get; init; }
    public required string Subject { get; init; }
    public required Guid OrganisationId { get; init; }
    public required string Name { get; set; }

    /// <summary>What was typed; empty when the filters alone say what is looked for.</summary>
    public required string Text { get; set; }
    public required Tell Tell { get; set; }

    /// <summary>Listings that arrived from then on are told; a change of the words or filters begins anew.</summary>
    public required DateTimeOffset Since { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The <see cref="SearchRule"/> as JSON: filters and the tokens of the words.</summary>
    public required string Rule { get; set; }

    /// <summary>The analyser that the tokens are of.</summary>
    public required string Analyser { get; set; }
}

/// <summary>When a find is sent out; in the inbox it is at once in any case.</summary>
internal enum Tell
{
    AtOnce,
    Daily,
    Inbox,
}
