using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

/// <summary>Who may do what: the one place that slices and the "allowed" members of answers share.</summary>
internal static class Permissions
{
    /// <summary>Managers answer for a side, a broker withdraws what he proposed; whoever may request may withdraw.</summary>
    public static IEnumerable<string> On(Introduction row, Caller caller) =>
        row.AllowedTo(row.SideOf(caller.OrganisationId)).Where(what => what == "withdraw" ? MayRequest(caller) : caller.IsManager);

    public static bool MayRequest(Caller caller) => caller.IsManager || caller.IsBroker || caller.Is(Roles.Member);

    /// <summary>The sides' managers and the broker.</summary>
    public static bool MayMove(Pairing row, Caller caller) =>
        row.SideOf(caller.OrganisationId) switch
        {
            null => false,
            Side.Broker => caller.IsBroker,
            _ => caller.IsManager,
        };

    /// <summary>What of a contract the caller may do in its present state.</summary>
    public static IEnumerable<string> On(TechnologyContract row, Caller caller)
    {
        var organisation = caller.OrganisationId;
        if (row.State == ContractState.Drafted)
        {
            if (MayMove(row, caller))
                yield return "revise";
            if (caller.Is(Roles.Signatory) && row.Parties.Exists(x => x.OrganisationId == organisation) && !row.HasSigned(organisation))
                yield return "sign";
        }
        if (row.State == ContractState.AwaitingConfirmation && MayConfirm(row, caller))
        {
            yield return "confirm";
            yield return "refuse";
        }
    }

    /// <summary>A manager or signatory of the side that did not record it.</summary>
    public static bool MayConfirm(TechnologyContract row, Caller caller) =>
        row.SideOf(caller.OrganisationId) is Side.DemandSide or Side.AchievementSide
        && row.RecordedByOrganisation != caller.OrganisationId
        && MayRecord(caller);

    public static bool MayRecord(Caller caller) => caller.IsManager || caller.Is(Roles.Signatory);
}
