using TechTransfer.ListingLife;
using TechTransfer.TestApplication;

namespace TechTransfer.Demands.Tests;

public sealed class DemandCreationTests(DemandWorld world) : CreationSpec<DemandWorld>(world);

public sealed class DemandRevisionTests(DemandWorld world) : RevisionSpec<DemandWorld>(world);

public sealed class DemandReviewTests(DemandWorld world) : ReviewSpec<DemandWorld>(world);

public sealed class DemandPublicationTests(DemandWorld world) : PublicationSpec<DemandWorld>(world);

public sealed class DemandExpiryTests() : ExpirySpec<DemandWorld>(validMonths: 12);

public sealed class DemandModelTests(DemandWorld world) : ModelSpec<DemandWorld>(world);

public sealed class DemandQueueTests : QueueSpec<DemandWorld>;

public sealed class DemandAppealTests(DemandWorld world) : AppealSpec<DemandWorld>(world);

public sealed class DemandEntryTests(DemandWorld world) : EntrySpec<DemandWorld>(world);

public class DemandGrantTests : GrantSpec<DemandWorld>;

public sealed class DemandGrantsOnPostgres : DemandGrantTests
{
    protected override async Task<string[]> SettingsAsync(string plural)
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        return [$"ConnectionStrings:Demands={await Backends.NewDatabaseAsync(plural)}"];
    }
}
