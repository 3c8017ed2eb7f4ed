using TechTransfer.Hosting;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>The columns of authorisation.tsv. "Own" is the organisation that the line's listing, request or contract belongs to.</summary>
internal enum Who
{
    Visitor,
    Member,
    Manager,
    Signatory,

    /// <summary>Member, manager and signatory of an organisation that has nothing to do with it.</summary>
    Other,

    /// <summary>A broker that has nothing to do with it.</summary>
    Broker,

    /// <summary>Operator of the city that the own organisation is in.</summary>
    Operator,

    /// <summary>Operator of another city.</summary>
    Elsewhere,
    Administrator,
}

/// <summary>The two sides: achievements belong to the university, demands to the company; a contract to both.</summary>
internal enum Own
{
    University,
    Company,
}

internal static class Callers
{
    public static readonly Who[] All = Enum.GetValues<Who>();

    public static HttpClient As(this Town town, Who who, Own own)
    {
        var (organisation, region) = own == Own.University ? (Town.University, "220104") : (Town.Company, "220172");
        return who switch
        {
            Who.Visitor => town.App.Visitor(),
            Who.Member => town.As(organisation, region, Roles.Member),
            Who.Manager => town.As(organisation, region, Roles.Manager),
            Who.Signatory => town.As(organisation, region, Roles.Signatory),
            Who.Other => town.Stranger,
            Who.Broker => town.As(Town.Broker, "220104", Roles.Broker),
            Who.Operator => town.As(Town.Demo(23), "220100", Roles.Operator),
            Who.Elsewhere => town.As(Guid.Parse("01920000-0000-7000-8000-000000009999"), "220300", Roles.Operator),
            _ => town.Administrator,
        };
    }
}
