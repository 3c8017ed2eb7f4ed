using System.Text.Json;
using TechTransfer.Listings.Discretion;
using TechTransfer.Listings.Duplicates;

namespace TechTransfer.Listings;

/// <summary>
/// A listing from draft to its end. While a published one is revised, <see cref="State"/> stays what the public sees and <see cref="Revision"/> tells
/// how far the version in work has come. Documents are kept as JSON beside the columns that queries need.
/// </summary>
public sealed class Listing<TContent>
    where TContent : ListingContent
{
    private TContent? _content;
    private TContent? _publicContent;

    private Listing() { }

    public Guid Id { get; private init; }
    public Guid OrganisationId { get; private set; }

    /// <summary>Region of the organisation (not of the listing): decides who reviews.</summary>
    public string OrganisationRegion { get; set; } = "";

    /// <summary>The organisation that entered it: the owner itself, or an operator's or broker's.</summary>
    public Guid EnteredById { get; private init; }

    /// <summary>Subject of the person or client who entered it.</summary>
    public string EnteredBySubject { get; private init; } = "";

    /// <summary>Since when the organisation itself answers for it; null while it stands there as somebody entered it for the organisation.</summary>
    public DateTimeOffset? OwnedSince { get; private set; }
    public string? Source { get; private set; }
    public string? ExternalId { get; private set; }
    public string Title { get; private set; } = "";
    public string Region { get; private set; } = "";
    public string? Industry { get; private set; }

    /// <summary>The picture of the version in work that stands for it in lists.</summary>
    public Guid? CoverId { get; private set; }

    /// <summary>Organisations that may not know of it, each as often as its owner named it; null: everybody may. With any, visitors may not either.</summary>
    public List<Guid>? HiddenFrom { get; private set; }

    /// <summary>As its owner named each of <see cref="HiddenFrom"/>; one that nobody knows yet has the empty id.</summary>
    public List<string>? HiddenAs { get; private set; }

    /// <summary>The place and the industry that an anonymous listing shows.</summary>
    public string? ShownRegion { get; private set; }
    public string? ShownIndustry { get; private set; }
    public ListingState State { get; private set; }
    public ListingState? Revision { get; private set; }

    /// <summary>Number of the version in work: the ETag.</summary>
    public long Version { get; private set; }

    /// <summary>The version that was last made public.</summary>
    public long? PublishedVersion { get; private set; }

    /// <summary>Counts every change, published or not: concurrency token and version of the events.</summary>
    public long Change { get; set; }

    /// <summary>The change that was last told to other services; null while it never was.</summary>
    public long? AnnouncedChange { get; private set; }
    public string ContentJson { get; private set; } = "";

    /// <summary>The published document while it differs from the one in work.</summary>
    public string? PublicJson { get; private set; }
    public byte[] ContentHash { get; private set; } = [];
    public string VersionBy { get; private set; } = "";
    public DateTimeOffset VersionAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>When the version in work came before the regional operator; null while only the own organisation knows it.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>Since when it waits for the regional operator; null when it does not.</summary>
    public DateTimeOffset? WaitingSince { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public DateTimeOffset? ValidUntil { get; private set; }
    public bool InNegotiation { get; set; }
    public bool Contracted { get; set; }
    public bool Incomplete { get; private set; }

    /// <summary>Published by an import: other services may take their time with it.</summary>
    public bool Bulk { get; private set; }

    /// <summary>Its numbers and fingerprint are still to be written, after an import, by the job that does so.</summary>
    public bool NeedsFingerprint { get; set; }

    /// <summary>The listing that it gave way to as a duplicate; whoever asks for this one is sent there.</summary>
    public Guid? DuplicateOfId { get; private set; }

    /// <summary>Reasons of the last return, rejection, withdrawal or take-down.</summary>
    public List<string> Reasons { get; private set; } = [];

    public TContent Content => _content ??= JsonSerializer.Deserialize<TContent>(ContentJson, ListingJson.Options)!;

    /// <summary>What the public sees or last saw.</summary>
    public TContent PublicContent =>
        PublicJson is null ? Content : _publicContent ??= JsonSerializer.Deserialize<TContent>(PublicJson, ListingJson.Options)!;

    public IReadOnlyList<HiddenOrganisation> Hidden =>
        HiddenFrom is null ? [] : [.. HiddenAs!.Zip(HiddenFrom, (name, id) => new HiddenOrganisation(name, id))];

    /// <summary>State of the version in work.</summary>
    public ListingState Working => Revision ?? State;
    public bool IsPublic => State == ListingState.Published;

    /// <summary>Whoever entered it for the organisation still looks after it.</summary>
    public bool IsEntry => OwnedSince is null;

    /// <summary>How far the version in work has come towards the public: what the own office returned was never before the operator.</summary>
    public ListingState Reached => Working == ListingState.Returned && SubmittedAt is null ? ListingState.OfficeReview : Working;

    /// <summary>The reviewer decides on the version in work or has turned it down, and nothing else of the listing is public.</summary>
    public bool IsReviewersAlone => State is ListingState.Submitted or ListingState.Returned or ListingState.Rejected;

    public static Listing<TContent> Draft(
        TContent content,
        Guid organisationId,
        string organisationRegion,
        Guid enteredById,
        (string Subject, string Name) by,
        DateTimeOffset now
    )
    {
        var listing = new Listing<TContent>
        {
            Id = Guid.CreateVersion7(now),
            OrganisationId = organisationId,
            OrganisationRegion = organisationRegion,
            EnteredById = enteredById,
            EnteredBySubject = by.Subject,
            OwnedSince = organisationId == enteredById ? now : null,
            State = ListingState.Draft,
            CreatedAt = now,
        };
        listing.Write(content, by.Name, now);
        return listing;
    }

    /// <summary>The organisation makes it its own: from now on whoever entered it knows no more of it than others. False when it is that already.</summary>
    public bool TakeOver(DateTimeOffset now)
    {
        if (!IsEntry)
            return false;
        OwnedSince = now;
        return true;
    }

    /// <summary>The organisation that an import knew by its name alone has joined.</summary>
    public void MoveTo(Guid organisationId, string organisationRegion) => (OrganisationId, OrganisationRegion) = (organisationId, organisationRegion);

    /// <summary>Whether the version in work has exactly this content.</summary>
    public bool HasContent(TContent content) =>
        ListingJson.Hash(JsonSerializer.Serialize(content, ListingJson.Options)).AsSpan().SequenceEqual(ContentHash);

    /// <summary>What somebody of this standing may do now.</summary>
    public IEnumerable<ListingAction> Allowed(Standing standing) =>
        Enum.GetValues<ListingAction>().Where(action => Next(action, standing) is not null);

    public ListingState? Next(ListingAction action, Standing standing) =>
        Lifecycle.Next(Lifecycle.IsAboutPublicVersion(action) ? State : Working, action, standing, Revision is not null);

    /// <summary>Replaces the version in work; a published one stays public beside it.</summary>
    public void Revise(TContent content, string by, DateTimeOffset now)
    {
        // A withdrawn listing too: whoever still may see it (the other side of a deal) sees what was public and not the next draft.
        if (PublishedVersion is not null)
        {
            PublicJson ??= ContentJson;
            _publicContent ??= _content;
        }
        if (State is ListingState.Published or ListingState.Expired)
            Revision = ListingState.Draft;
        else
            State = ListingState.Draft;
        SubmittedAt = null;
        Write(content, by, now);
    }

    /// <summary>Replaces the public version at once: a change that needs no review, or an operator's own import.</summary>
    public void Amend(TContent content, bool incomplete, DateTimeOffset validUntil, string by, DateTimeOffset now)
    {
        Write(content, by, now);
        Show(incomplete, validUntil, now);
    }

    public void Submit(ListingState to, DateTimeOffset now)
    {
        Move(to, now);
        SubmittedAt = to == ListingState.Submitted ? now : null;
        Reasons = [];
    }

    public void Recall(DateTimeOffset now)
    {
        Move(ListingState.Draft, now);
        SubmittedAt = null;
    }

    public void TurnDown(ListingState to, IEnumerable<string> reasons, DateTimeOffset now)
    {
        Move(to, now);
        Reasons = [.. reasons];
    }

    public void Publish(bool incomplete, bool bulk, DateTimeOffset validUntil, DateTimeOffset now)
    {
        Bulk = bulk;
        SubmittedAt ??= now;
        Show(incomplete, validUntil, now);
    }

    /// <summary>Its owner is to change what is public, which stays so meanwhile; false when it is not public, or a revision waits for somebody's decision.</summary>
    public bool AskForChanges(IEnumerable<string> reasons, DateTimeOffset now)
    {
        if (!IsPublic || Revision is ListingState.OfficeReview or ListingState.Submitted)
            return false;
        TurnDown(ListingState.Returned, reasons, now);
        return true;
    }

    /// <summary>Ends the publication; a revision under way ends with it, its text stays as the version in work.</summary>
    public void Close(ListingState to, IEnumerable<string> reasons, DateTimeOffset now)
    {
        (State, Revision, WaitingSince, UpdatedAt) = (to, null, null, now);
        Reasons = [.. reasons];
    }

    /// <summary>
    /// Another one stands for it from now on: a submission is turned down; what is published is withdrawn when two were merged, taken down when it
    /// repeats. False when it is neither.
    /// </summary>
    public bool GiveWay(Listing<TContent> survivor, PairOutcome outcome, DateTimeOffset now)
    {
        var merged = outcome == PairOutcome.Merged;
        List<string> reasons = [(merged ? "merged: " : "duplicate: ") + survivor.Title];
        if (IsPublic)
            Close(merged ? ListingState.Withdrawn : ListingState.TakenDown, reasons, now);
        else if (Working == ListingState.Submitted)
            TurnDown(ListingState.Rejected, reasons, now);
        else
            return false;
        DuplicateOfId = survivor.Id;
        return true;
    }

    /// <summary>Time is up: the public version and a revision of it wait for the owner.</summary>
    public void Expire(DateTimeOffset now) => (State, UpdatedAt) = (ListingState.Expired, now);

    /// <summary>A take-down is taken back: public again as it was, unless its time is up; what was being revised goes on as a draft beside it.</summary>
    public void Reinstate(DateTimeOffset now)
    {
        (State, UpdatedAt) = (ValidUntil > now ? ListingState.Published : ListingState.Expired, now);
        Revision = PublicJson is null ? null : ListingState.Draft;
        Reasons = [];
    }

    /// <summary>Who may not know of it, by what its owner calls them; whatever it was before.</summary>
    public void Hide(IReadOnlyList<HiddenOrganisation> from)
    {
        HiddenFrom = from.Count == 0 ? null : [.. from.Select(x => x.OrganisationId)];
        HiddenAs = from.Count == 0 ? null : [.. from.Select(x => x.Name)];
    }

    public void ShowAs(Veil? veil) => (ShownRegion, ShownIndustry) = (veil?.Region, veil?.Industry);

    /// <summary>Other services are told of the change just counted.</summary>
    public void Announce() => AnnouncedChange = Change;

    public void Reconfirm(DateTimeOffset validUntil, DateTimeOffset now) =>
        (State, ConfirmedAt, ValidUntil, UpdatedAt) = (ListingState.Published, now, validUntil, now);

    private void Show(bool incomplete, DateTimeOffset validUntil, DateTimeOffset now)
    {
        (State, Revision, PublicJson, _publicContent, WaitingSince) = (ListingState.Published, null, null, null, null);
        PublishedAt ??= now;
        (PublishedVersion, ConfirmedAt, ValidUntil, Incomplete, UpdatedAt) = (Version, now, validUntil, incomplete, now);
        DuplicateOfId = null;
        Reasons = [];
    }

    private void Move(ListingState to, DateTimeOffset now)
    {
        if (State is ListingState.Published or ListingState.Expired)
            Revision = to;
        else
            State = to;
        WaitingSince = to == ListingState.Submitted ? now : null;
        UpdatedAt = now;
    }

    private void Write(TContent content, string by, DateTimeOffset now)
    {
        _content = content;
        ContentJson = JsonSerializer.Serialize(content, ListingJson.Options);
        ContentHash = ListingJson.Hash(ContentJson);
        (Title, Region, Industry, CoverId) = (content.Title!, content.Region!, content.Industry, content.Cover());
        (Source, ExternalId) = (content.Source, content.ExternalId);
        (VersionBy, VersionAt, UpdatedAt) = (by, now, now);
        Version++;
    }
}
