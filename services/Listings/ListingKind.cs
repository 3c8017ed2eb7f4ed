using FluentValidation;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings.Files;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Listings.Prefill;

namespace TechTransfer.Listings;

/// <summary>What achievements and demands each decide for themselves; everything else of a listing's life is the same for both.</summary>
public abstract class ListingKind<TContent>
    where TContent : ListingContent
{
    /// <summary>"achievement", "demand".</summary>
    public abstract string Name { get; }

    /// <summary>"achievements", "demands": table, last part of the route, name of the service.</summary>
    public abstract string Plural { get; }

    /// <summary>The record that <see cref="Answer"/> makes, for the API's description.</summary>
    public abstract Type AnswerType { get; }

    /// <summary>What even a draft must keep to; errors are keyed by camelCase path.</summary>
    public abstract IValidator<TContent> Limits { get; }

    /// <summary>What submission needs in addition.</summary>
    public abstract IValidator<TContent> Needs { get; }

    /// <summary>How people name columns and values in files to be imported.</summary>
    public abstract ImportWords ImportWords { get; }

    /// <summary>Trims, completes codes, derives what can be derived.</summary>
    public abstract TContent Normalise(TContent content);

    /// <summary>The content without what may change without a review (contact, price, validity).</summary>
    public abstract TContent Reviewed(TContent content);

    /// <summary>Until when a listing confirmed now is valid.</summary>
    public abstract DateTimeOffset ValidUntil(TContent content, DateTimeOffset now);

    /// <summary>Whether it has pictures; attachments every listing may have.</summary>
    public virtual bool HasImages => false;

    /// <summary>The files that a version names, in its order.</summary>
    public virtual IReadOnlyList<string> FilesOf(TContent content, FileRole role) => role == FileRole.Attachment ? content.Attachments ?? [] : [];

    public abstract TContent WithFiles(TContent content, FileRole role, IReadOnlyList<string> files);

    /// <summary>Takes out what the audience may not see and names the sections taken out.</summary>
    public abstract Disclosed<TContent> Disclose(TContent content, Audience audience);

    /// <summary>The same for a version of a listing; of an anonymous one also place and industry as far as they do not tell whose it is.</summary>
    public Disclosed<TContent> Disclose(Listing<TContent> listing, TContent version, Audience audience)
    {
        var disclosed = Disclose(version, audience);
        return IsAnonymous(version) && !audience.KnowsOwner
            ? disclosed with
            {
                Content = disclosed.Content with { Region = listing.ShownRegion, Industry = listing.ShownIndustry },
            }
            : disclosed;
    }

    /// <summary>Intellectual property numbers as written; equal ones are the strongest sign of a duplicate.</summary>
    public virtual IEnumerable<string> IpNumbers(TContent content) => [];

    /// <summary>What looks wrong but is not refused, by field; null when nothing.</summary>
    /// <param name="owner">Null when nothing is known of it yet.</param>
    public virtual IReadOnlyDictionary<string, string>? Warnings(TContent content, OrganisationRow? owner) => null;

    /// <summary>Who posted it is told to nobody but reviewers and who has a deal on it.</summary>
    public virtual bool IsAnonymous(TContent content) => false;

    /// <summary>Organisations that may not know of it: credit code, id or exact name.</summary>
    public virtual IReadOnlyList<string> HiddenFrom(TContent content) => [];

    /// <summary>The fields that the text tells, within the limits of a draft.</summary>
    public abstract TContent Prefill(Abstract found);

    /// <summary>The always public text that near-duplicates are found by.</summary>
    public abstract string DuplicateText(TContent content);

    /// <summary>It looks like advertising or like no text: a person reviews it before it is public.</summary>
    public bool IsDoubtful(TContent content) => Doubt.About(DuplicateText(content));

    /// <summary>Maps what is left after disclosure; the caller fills in the head.</summary>
    public abstract ListingAnswer Answer(TContent visible);

    public abstract IIntegrationEvent Published(PublicListing<TContent> listing);

    public abstract IIntegrationEvent Closed(Guid id, long version, string state, string? reason);

    /// <summary>This service's listing in a deal and the organisation on the other side.</summary>
    public abstract (Guid? ListingId, Guid OtherOrganisationId) SideOf(DealChanged deal);
}

/// <param name="Owner">The owning or entering organisation: sees everything.</param>
/// <param name="Reviewer">Sees everything but the contact.</param>
/// <param name="Member">Acts for a verified organisation.</param>
/// <param name="ContactOpened">Its organisation has a deal on this listing.</param>
public sealed record Audience(bool Owner, bool Reviewer, bool Member, bool ContactOpened)
{
    public static readonly Audience Public = new(false, false, false, false);

    /// <summary>Sections on request that were granted to its organisation.</summary>
    public IReadOnlyList<string> Opened { get; init; } = [];

    /// <summary>Whose an anonymous listing is: the own people, the reviewers, and who has a deal on it.</summary>
    public bool KnowsOwner => Owner || Reviewer || ContactOpened;

    /// <param name="level">public, members or granted.</param>
    public bool Sees(string level) => Owner || Reviewer || level == Disclosure.Public || level == Disclosure.Members && Member;

    /// <summary>It is shown for no other reason than that it was granted.</summary>
    public bool SeesByGrant(string section, string level) => level == Disclosure.Granted && !Sees(level) && Opened.Contains(section);
}

/// <param name="Locked">Sections that have content but not for this audience.</param>
/// <param name="OnRequest">Those of them that the owner may open to an organisation.</param>
/// <param name="ByGrant">Sections that are shown because he has.</param>
public sealed record Disclosed<TContent>(
    TContent Content,
    IReadOnlyList<string> Locked,
    IReadOnlyList<string> OnRequest,
    IReadOnlyList<string> ByGrant
);

/// <summary>Levels of disclosure of a section.</summary>
public static class Disclosure
{
    public const string Public = "public";
    public const string Members = "members";
    public const string Granted = "granted";
    public static readonly IReadOnlyList<string> Levels = [Public, Members, Granted];
}

/// <summary>A listing as everybody may know it: the source of the published event.</summary>
public sealed record PublicListing<TContent>(
    Guid Id,
    long Version,
    Guid OrganisationId,
    string OrganisationName,
    bool InNegotiation,
    bool Contracted,
    bool Incomplete,
    DateTimeOffset PublishedAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset? ValidUntil,
    bool Bulk,
    bool Anonymous,
    IReadOnlyList<Guid>? HiddenFrom,
    TContent Content
);
