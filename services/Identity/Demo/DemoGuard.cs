using TechTransfer.Hosting;

namespace TechTransfer.Identity.Demo;

/// <summary>Keeps the published demo passwords out of Production.</summary>
internal static class DemoGuard
{
    public static async Task RefuseDemoStoreAsync(IdentityDbContext db, CancellationToken cancellationToken)
    {
        if (await DemoProvince.IsHereAsync(db, cancellationToken))
            throw new WrongSettingException(
                "This store holds the demo province with its published passwords; it only runs in Development. Start with an empty data folder (--data DIR) or database."
            );
    }
}
