namespace TechTransfer.Contracts.Introducing;

internal enum IntroductionState
{
    Requested,
    Accepted,
    Declined,
    Withdrawn,
    Unanswered,
}

/// <summary>How to reach somebody; sealed until both sides have accepted.</summary>
internal sealed record Contact(string Name, string? Phone, string? Email);

/// <summary>
/// A request to talk, on a match or on one listing. Requested → Accepted (by both sides; then a deal exists) | Declined | Withdrawn | Unanswered.
/// </summary>
internal sealed class Introduction : Pairing
{
    public IntroductionState State { get; private set; } = IntroductionState.Requested;
    public required string Message { get; init; }
    public string? Proposal { get; init; }

    /// <summary>Nobody named a channel, so a stored match of the pair decides it later.</summary>
    public required bool ChannelDefaulted { get; init; }
    public required Side RequestedBy { get; init; }
    public required string RequestedBySubject { get; init; }

    /// <summary>The requester's name; the owner of the deal when he is a broker.</summary>
    public required string RequestedByName { get; set; }
    public Contact? DemandSideContact { get; private set; }
    public Contact? AchievementSideContact { get; private set; }
    public Contact? BrokerContact { get; private set; }
    public string? DemandSideAcceptedBy { get; private set; }
    public string? AchievementSideAcceptedBy { get; private set; }

    /// <summary>One person tried to accept for both sides.</summary>
    public bool SamePerson { get; private set; }
    public string? Reason { get; private set; }
    public string? ReasonText { get; private set; }
    public required DateTimeOffset RemindAt { get; init; }
    public required DateTimeOffset TellOperatorAt { get; init; }

    /// <summary>Then it ends as unanswered.</summary>
    public required DateTimeOffset DueAt { get; init; }
    public DateTimeOffset? RemindedAt { get; private set; }
    public DateTimeOffset? OperatorToldAt { get; private set; }

    /// <summary>Names the pair while the request is open, null afterwards: its unique index keeps a pair from being requested twice at a time.</summary>
    public string? OpenPair { get; private set; }

    public Guid RequestedByOrganisation =>
        RequestedBy switch
        {
            Side.DemandSide => DemandSideId,
            Side.AchievementSide => AchievementSideId,
            _ => BrokerId!.Value,
        };

    public static string PairOf(Guid? demand, Guid? achievement, Guid demandSide, Guid achievementSide) =>
        $"{demand:N}/{achievement:N}/{demandSide:N}/{achievementSide:N}";

    /// <summary>Opens the request; a side that asks thereby accepts, a broker accepts for nobody.</summary>
    public void Open(Contact contact)
    {
        OpenPair = PairOf(DemandId, AchievementId, DemandSideId, AchievementSideId);
        if (RequestedBy == Side.Broker)
            BrokerContact = contact;
        else
            MarkAccepted(RequestedBy, RequestedBySubject, contact);
    }

    public bool HasAccepted(Side side) => (side == Side.DemandSide ? DemandSideAcceptedBy : AchievementSideAcceptedBy) is not null;

    /// <summary>Whether the person has already accepted for the side opposite.</summary>
    public bool IsOtherSidesPerson(Side side, string subject) =>
        (side == Side.DemandSide ? AchievementSideAcceptedBy : DemandSideAcceptedBy) == subject;

    public void FlagSamePerson()
    {
        SamePerson = true;
        Revision++;
    }

    /// <summary>What the side may do now.</summary>
    public IEnumerable<string> AllowedTo(Side? side)
    {
        if (State != IntroductionState.Requested || side is null)
            yield break;
        if (side != Side.Broker && !HasAccepted(side.Value))
            yield return "accept";
        if (side == RequestedBy)
            yield return "withdraw";
        else if (side != Side.Broker)
            yield return "decline";
    }

    /// <returns>Whether both sides have accepted now.</returns>
    public bool Accept(Side side, string subject, Contact contact)
    {
        MarkAccepted(side, subject, contact);
        Revision++;
        if (!HasAccepted(Side.DemandSide) || !HasAccepted(Side.AchievementSide))
            return false;
        End(IntroductionState.Accepted);
        return true;
    }

    public void Decline(string reason, string? text)
    {
        (Reason, ReasonText) = (reason, text);
        Revision++;
        End(IntroductionState.Declined);
    }

    public void Withdraw()
    {
        Revision++;
        End(IntroductionState.Withdrawn);
    }

    public void EndUnanswered()
    {
        Revision++;
        End(IntroductionState.Unanswered);
    }

    public void Remind(DateTimeOffset at) => (RemindedAt, Revision) = (at, Revision + 1);

    public void TellOperator(DateTimeOffset at) => (OperatorToldAt, Revision) = (at, Revision + 1);

    /// <summary>A person's account is erased: his name and how to reach him go, that he asked or accepted stays.</summary>
    public void Forget(string subject, string pseudonym)
    {
        var gone = new Contact(pseudonym, null, null);
        if (RequestedBySubject == subject)
            RequestedByName = pseudonym;
        if (RequestedBySubject == subject && RequestedBy == Side.Broker)
            BrokerContact = gone;
        if (DemandSideAcceptedBy == subject)
            DemandSideContact = gone;
        if (AchievementSideAcceptedBy == subject)
            AchievementSideContact = gone;
    }

    private void MarkAccepted(Side side, string subject, Contact contact)
    {
        if (side == Side.DemandSide)
            (DemandSideAcceptedBy, DemandSideContact) = (subject, contact);
        else
            (AchievementSideAcceptedBy, AchievementSideContact) = (subject, contact);
    }

    private void End(IntroductionState state)
    {
        State = state;
        OpenPair = null;
    }
}
