using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Listings.Grants;

/// <summary>
/// The store itself refuses to change or delete a row of the view log, whoever asks it to. Made at the start and not by a migration, so that a store that is being moved here
/// is filled before.
/// </summary>
public static class AppendOnly
{
    private const string OnSqlite = """
        CREATE TRIGGER IF NOT EXISTS section_views_unchanged BEFORE UPDATE ON section_views
        BEGIN SELECT RAISE(ABORT, 'section_views is append-only'); END;
        CREATE TRIGGER IF NOT EXISTS section_views_kept BEFORE DELETE ON section_views
        BEGIN SELECT RAISE(ABORT, 'section_views is append-only'); END;
        """;

    // Replicas that start at once: the first makes it, the others find it.
    private const string OnPostgres = """
        DO $do$ BEGIN
          PERFORM pg_advisory_xact_lock(hashtext('section_views append-only'));
          IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'section_views_append_only' AND tgrelid = 'section_views'::regclass) THEN
            CREATE OR REPLACE FUNCTION refuse_view_log_change() RETURNS trigger LANGUAGE plpgsql AS
              $function$ BEGIN RAISE EXCEPTION 'section_views is append-only'; END $function$;
            CREATE TRIGGER section_views_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON section_views
              FOR EACH STATEMENT EXECUTE FUNCTION refuse_view_log_change();
          END IF;
        END $do$;
        """;

    public static async Task GuardAsync<TContext>(IServiceProvider services, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite() ? OnSqlite : OnPostgres, cancellationToken);
    }
}
