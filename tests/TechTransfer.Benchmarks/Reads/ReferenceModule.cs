using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;

namespace TechTransfer.Benchmarks.Reads;

/// <summary>The reference: the same token check, then one read by key with nothing in between. It answers for the service whose table it reads.</summary>
internal sealed class ReferenceModule : ServiceModule
{
    public override string Name => "achievements";

    public override void Add(IHostApplicationBuilder builder) { }

    public override void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/reference/{id:guid}", ReadAsync).RequireAuthorization(Authentication.SignedIn);

    private static async Task<IResult> ReadAsync(Guid id, ClaimsPrincipal user, DataFolder folder)
    {
        await using var connection = new SqliteConnection($"Data Source={folder.File("achievements.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT content_json FROM achievements WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        return await command.ExecuteScalarAsync() is string document ? TypedResults.Text(document, "application/json") : TypedResults.NotFound();
    }
}
