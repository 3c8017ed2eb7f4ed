namespace TechTransfer.Contracts.Drafting;

internal enum ContractState
{
    Drafted,
    Signed,
    AwaitingConfirmation,
    Void,
}

internal enum SigningMethod
{
    Confirm,
    Paper,
}

/// <summary>
/// A technology contract. Drafted → Signed by the last party's signature | Void; one concluded elsewhere: AwaitingConfirmation → Signed by the other
/// side's confirmation | Void. Only signed ones count.
/// </summary>
internal sealed class TechnologyContract : Pairing
{
    public Guid? IntroductionId { get; init; }
    public Guid? DealId { get; init; }

    /// <summary>The deal while the contract is not void: its unique index keeps a deal from having two.</summary>
    public Guid? LiveDealId { get; private set; }
    public required ContractState State { get; set; }

    /// <summary>Number of the document's version, 1 the first.</summary>
    public int Version { get; private set; }
    public ContractType Type { get; private set; }
    public ContractSubtype? Subtype { get; private set; }
    public Exclusivity? Exclusivity { get; private set; }
    public string Title { get; private set; } = "";
    public ContractClauses Clauses { get; private set; } = new();

    /// <summary>Contract value in fen; null when it is open.</summary>
    public long? ValueFen { get; private set; }

    /// <summary>The part of the value that pays for technology, in fen.</summary>
    public long? TechnicalValueFen { get; private set; }

    /// <summary>Of the document's UTF-8 bytes, in lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>When the last party signed; of a contract concluded elsewhere the day it was signed there.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Who recorded a contract concluded elsewhere; the other side confirms.</summary>
    public Guid? RecordedByOrganisation { get; init; }
    public List<Party> Parties { get; } = [];
    public List<Signature> Signatures { get; } = [];
    public List<ContractVersion> Versions { get; } = [];

    public IEnumerable<Signature> CurrentSignatures => Signatures.Where(x => x.Version == Version);

    /// <summary>Where its part of the audit trail is kept.</summary>
    public Guid ThreadId() => IntroductionId ?? Id;

    public bool HasSigned(Guid organisation) => CurrentSignatures.Any(x => x.OrganisationId == organisation);

    /// <summary>Takes over terms and the document made of them as the next version; signatures on the one before do not count for it.</summary>
    public void Write(ContractTerms terms, IReadOnlyList<Party> parties, string document, string by, DateTimeOffset at)
    {
        (Type, Subtype, Exclusivity, Title, Clauses) = (terms.Type, terms.Subtype, terms.Exclusivity, terms.Title, terms.Clauses);
        (ValueFen, TechnicalValueFen) = (terms.ValueFen, terms.TechnicalValueFen);
        Parties.RemoveAll(x => parties.All(y => y.OrganisationId != x.OrganisationId));
        foreach (var party in parties)
            if (Parties.Find(x => x.OrganisationId == party.OrganisationId) is { } known)
                (known.Role, known.Position) = (party.Role, party.Position);
            else
                Parties.Add(party);
        Sha256 = ContractDocument.HashOf(document);
        LiveDealId = DealId;
        if (++Version > 1)
            Revision++;
        Versions.Add(
            new ContractVersion
            {
                Version = Version,
                Document = document,
                Sha256 = Sha256,
                At = at,
                By = by,
            }
        );
    }

    /// <returns>Whether it was the last one that was missing.</returns>
    public bool Sign(Signature signature)
    {
        Signatures.Add(signature);
        Revision++;
        if (!Parties.TrueForAll(x => HasSigned(x.OrganisationId)))
            return false;
        (State, SignedAt) = (ContractState.Signed, signature.SignedAt);
        return true;
    }

    public void AwaitConfirmation(DateTimeOffset signedOn) => SignedAt = signedOn;

    public void Confirm()
    {
        State = ContractState.Signed;
        Revision++;
    }

    public void MakeVoid()
    {
        (State, LiveDealId) = (ContractState.Void, null);
        Revision++;
    }
}

internal sealed class Party
{
    public required Guid OrganisationId { get; init; }
    public required PartyRole Role { get; set; }

    /// <summary>Place in the document, from 0.</summary>
    public required int Position { get; set; }
}

/// <summary>One party's signature over one version; kept when a later version makes it void.</summary>
internal sealed class Signature
{
    public required Guid OrganisationId { get; init; }
    public required int Version { get; init; }
    public required string Sha256 { get; init; }
    public required SigningMethod Method { get; init; }
    public Guid? ScanId { get; init; }
    public required string Subject { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset SignedAt { get; init; }
}

internal sealed class ContractVersion
{
    public required int Version { get; init; }
    public required string Document { get; init; }
    public required string Sha256 { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
}

/// <summary>What the parties agree on, read from a request and found valid.</summary>
internal sealed record ContractTerms(
    ContractType Type,
    ContractSubtype? Subtype,
    Exclusivity? Exclusivity,
    string Title,
    long? ValueFen,
    long? TechnicalValueFen,
    ContractClauses Clauses
);
