using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TechTransfer.Hosting;
using TechTransfer.Listings.Discretion;
using TechTransfer.Listings.Organisations;
using TechTransfer.Listings.Reviews;
using TechTransfer.Listings.Samples;

namespace TechTransfer.Listings.Intake;

/// <summary>
/// Takes in many listings at once, from an import. A row with the (source, externalId) of an earlier one by the same organisation changes that one or,
/// when its content is equal, leaves it alone.
/// </summary>
public sealed class ListingIntake<TContent>(ListingDesk<TContent> desk, IntakeOwners<TContent> owners, IOptions<ReviewOptions> reviews)
    where TContent : ListingContent
{
    /// <summary>
    /// Validates the rows and adds the accepted ones with audit rows and events to the context. Never saves: the import saves them together with its
    /// cursor. Turn off the context's change detection around it; the results are in the order of the rows.
    /// </summary>
    public async Task<IReadOnlyList<IntakeResult>> StageAsync(
        IReadOnlyList<TContent> rows,
        Caller by,
        IntakeOptions options,
        CancellationToken cancellationToken
    )
    {
        if (options.Publish && !by.IsOperator)
            throw new ArgumentException("Only operators publish what they import.", nameof(options));
        // Normalising takes the owner's name out of the content, for it is never stored.
        var contents = rows.Select(desk.Kind.Normalise).ToList();
        await owners.LoadAsync(rows.Select(x => x.Organisation), by, cancellationToken);
        var known = await KnownAsync(contents, by, cancellationToken);
        var hidden = await HiddenNames.LoadAsync(desk.Db, contents.SelectMany(desk.Kind.HiddenFrom), cancellationToken);
        var results = new IntakeResult[rows.Count];
        var staged = new HashSet<(string?, string)>();
        for (var i = 0; i < rows.Count; i++)
            results[i] = await StageAsync(contents[i], rows[i].Organisation, by, options, known, staged, hidden, cancellationToken);
        return results;
    }

    private async Task<IntakeResult> StageAsync(
        TContent content,
        string? organisation,
        Caller by,
        IntakeOptions options,
        Dictionary<(string?, string), Listing<TContent>> known,
        HashSet<(string?, string)> staged,
        HiddenNames hidden,
        CancellationToken cancellationToken
    )
    {
        var valid = desk.Kind.Limits.Validate(content);
        if (!valid.IsValid)
            return IntakeResult.Refuse(valid);
        if (!options.Publish && options.Submit && desk.Lacks(content) is { IsValid: false } lacks)
            return IntakeResult.Refuse(lacks);
        var key = content.ExternalId is { } externalId ? (content.Source, externalId) : ((string?, string)?)null;
        if (key is { } twice && !staged.Add(twice))
            return IntakeResult.Refuse("externalId", "repeated", "The same source and externalId stand in an earlier row of this batch.");
        var (owner, wrong) = owners.Find(organisation, content.Region, by);
        if (wrong is not null)
            return wrong;
        if (options.Publish && string.IsNullOrWhiteSpace(organisation))
            return IntakeResult.Refuse("organisation", "required", "'organisation' is required: whose listing is to be published?");
        if (options.Publish && owner!.Id == by.OrganisationId)
            return IntakeResult.Refuse("organisation", "forbidden", "An operator never publishes the own organisation's listings.");
        if (options is { Submit: true, Publish: false } && owner is { IsVerified: false, IsPlaceholder: false, State.Length: > 0 })
            return IntakeResult.Refuse("organisation", "unverified", $"An organisation that is {owner.State} may draft but not submit.");
        content = content with { Region = content.Region ?? owner!.Region };
        if (Publishes(content, owner!, by, options) && desk.Kind.ValidUntil(content, desk.Now) <= desk.Now)
            return IntakeResult.Refuse("validUntil", "past", "The date until which it is valid, or its deadline, has passed.");
        var existing = key is { } k ? known.GetValueOrDefault(k) : null;
        var (from, entry, problem) = hidden.Find(desk.Kind.HiddenFrom(content), existing?.Hidden ?? [], owner!.Id, by.OrganisationId);
        if (problem is not null)
            return IntakeResult.Refuse($"hiddenFrom[{entry}]", "unknown", problem);
        if (existing is not null)
            return await UpdateAsync(existing, content, from, owner, by, options, cancellationToken);

        var listing = Listing<TContent>.Draft(content, owner.Id, owner.Region, by.OrganisationId, (by.Subject, by.Name), desk.Now);
        desk.Db.Listings.Add(listing);
        await AdvanceAsync(listing, from, owner, by, options, cancellationToken);
        return new IntakeResult(IntakeOutcome.Accepted, listing.Id, []);
    }

    private async Task<IntakeResult> UpdateAsync(
        Listing<TContent> listing,
        TContent content,
        IReadOnlyList<HiddenOrganisation> from,
        OrganisationRow owner,
        Caller by,
        IntakeOptions options,
        CancellationToken cancellationToken
    )
    {
        if (listing.OrganisationId != owner.Id)
            return IntakeResult.Refuse("organisation", "conflict", "The listing of this source and externalId belongs to another organisation.");
        var isEqual = listing.HasContent(content);
        if (owner.Id != by.OrganisationId && !listing.IsEntry)
            return isEqual
                ? new IntakeResult(IntakeOutcome.Unchanged, listing.Id, [])
                : IntakeResult.Refuse("externalId", "owned", "Its organisation has made this listing its own; only the organisation changes it now.");
        if (isEqual && !IsToBeAdvanced(listing, options))
            return new IntakeResult(IntakeOutcome.Unchanged, listing.Id, []);
        var mayRevise = options.Publish
            ? listing.Working == ListingState.Submitted
                // What its owner has withdrawn, or returned unconfirmed, is not published over his head.
                || listing.State != ListingState.Withdrawn
                    && listing.Reached != ListingState.OfficeReview
                    && listing.Next(ListingAction.Revise, Standing.Member) is not null
            : listing.Next(ListingAction.Revise, Standing.Member) is not null;
        if (!mayRevise)
            return IntakeResult.Refuse("externalId", "locked", $"The listing is {listing.Working.Wire()} and cannot be changed now.");
        if (!isEqual)
        {
            desk.KeepVersion(listing);
            listing.Revise(content, by.Name, desk.Now);
        }
        await AdvanceAsync(listing, from, owner, by, options, cancellationToken);
        return new IntakeResult(IntakeOutcome.Updated, listing.Id, []);
    }

    /// <summary>The same content again, but this time it is to go further than it has come.</summary>
    private static bool IsToBeAdvanced(Listing<TContent> listing, IntakeOptions options) =>
        options.Publish ? listing.Working is ListingState.Draft or ListingState.Submitted : options.Submit && listing.Working == ListingState.Draft;

    /// <summary>
    /// An operator's own import, or the submission of an organisation that is trusted to publish by itself, by those who answer for it; there what looks like
    /// no text is reviewed.
    /// </summary>
    private bool Publishes(TContent content, OrganisationRow owner, Caller by, IntakeOptions options) =>
        options.Publish
        || options.Submit
            && owner is { TrustedToSelfPublish: true, IsVerified: true }
            && owner.Id == by.OrganisationId
            && (by.IsManager || by.IsClient)
            && !desk.Kind.IsDoubtful(content);

    private async Task AdvanceAsync(
        Listing<TContent> listing,
        IReadOnlyList<HiddenOrganisation> from,
        OrganisationRow owner,
        Caller by,
        IntakeOptions options,
        CancellationToken cancellationToken
    )
    {
        var announcement = Announcement.None;
        var hidden = listing.HiddenFrom;
        if (Publishes(listing.Content, owner, by, options))
        {
            // The same version may come to the public a second time, when it was withdrawn between; it was drawn, or not, the first time.
            if (listing.PublishedVersion != listing.Version && SampleRow.IsDrawn(listing.Id, listing.Version, reviews.Value.SamplePercent))
                desk.Db.Samples.Add(
                    new SampleRow
                    {
                        ListingId = listing.Id,
                        Version = listing.Version,
                        At = desk.Now,
                    }
                );
            var until = desk.Kind.ValidUntil(listing.Content, desk.Now);
            listing.Publish(!desk.Lacks(listing.Content).IsValid, bulk: true, until, desk.Now);
            announcement = Announcement.Published;
        }
        else if (options.Submit)
            // What is entered for another organisation waits for that one.
            listing.Submit(
                owner.Id == by.OrganisationId && (by.IsManager || by.IsClient) ? ListingState.Submitted : ListingState.OfficeReview,
                desk.Now
            );
        await desk.ConcealAsync(listing, from, cancellationToken);
        if (listing.IsPublic && !(hidden ?? []).SequenceEqual(listing.HiddenFrom ?? []))
            announcement = Announcement.Published;
        listing.NeedsFingerprint = options.Publish || options.Submit;
        desk.Record(listing, by, "import", listing.Working.Wire(), announcement, owner);
    }

    private async Task<Dictionary<(string?, string), Listing<TContent>>> KnownAsync(
        List<TContent> contents,
        Caller by,
        CancellationToken cancellationToken
    )
    {
        var externalIds = contents.Where(x => x.ExternalId is not null).Select(x => x.ExternalId!).Distinct(StringComparer.Ordinal).ToList();
        var sources = contents.Select(x => x.Source).Distinct(StringComparer.Ordinal).ToList();
        if (externalIds.Count == 0)
            return [];
        var rows = await desk
            .Db.Listings.Where(x => x.EnteredById == by.OrganisationId && sources.Contains(x.Source) && externalIds.Contains(x.ExternalId!))
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(x => (x.Source, x.ExternalId!));
    }
}
