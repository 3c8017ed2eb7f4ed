using TechTransfer.ListingLife;
using TechTransfer.TestApplication;

namespace TechTransfer.Achievements.Tests;

public sealed class AchievementCreationTests(AchievementWorld world) : CreationSpec<AchievementWorld>(world);

public sealed class AchievementRevisionTests(AchievementWorld world) : RevisionSpec<AchievementWorld>(world);

public sealed class AchievementReviewTests(AchievementWorld world) : ReviewSpec<AchievementWorld>(world);

public sealed class AchievementPublicationTests(AchievementWorld world) : PublicationSpec<AchievementWorld>(world);

public sealed class AchievementExpiryTests() : ExpirySpec<AchievementWorld>(validMonths: 24);

public sealed class AchievementModelTests(AchievementWorld world) : ModelSpec<AchievementWorld>(world);

public sealed class AchievementQueueTests : QueueSpec<AchievementWorld>;

public sealed class AchievementAppealTests(AchievementWorld world) : AppealSpec<AchievementWorld>(world);

public sealed class AchievementEntryTests(AchievementWorld world) : EntrySpec<AchievementWorld>(world);

public class AchievementGrantTests : GrantSpec<AchievementWorld>;

public sealed class AchievementGrantsOnPostgres : AchievementGrantTests
{
    protected override async Task<string[]> SettingsAsync(string plural)
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        return [$"ConnectionStrings:Achievements={await Backends.NewDatabaseAsync(plural)}"];
    }
}
