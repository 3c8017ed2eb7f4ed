using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.System.Tests.Whole;
using Xunit;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>
/// Who may call what: every endpoint of the process against authorisation.tsv, which people review. What is not in the file fails, and so does a line
/// without an endpoint. TECHTRANSFER_OBSERVE=FILE writes down what is answered, to be read before it is taken over.
/// </summary>
public sealed class MatrixTest(Town town, ITestOutputHelper output)
{
    internal static readonly Dictionary<string, Case> Cases = ListingCases
        .All.Concat(DealingCases.All)
        .Concat(OtherCases.All)
        .Concat(AlertCases.All)
        .Concat(ImportCases.All)
        .Concat(ReviewCases.All)
        .Concat(JoinCases.All)
        .Concat(InviteCases.All)
        .Concat(OwnDataCases.All)
        .Concat(ReportCases.All)
        .Concat(FileCases.All)
        .Concat(GrantCases.All)
        .ToDictionary(x => x.Endpoint, StringComparer.Ordinal);

    [Fact]
    public void Every_endpoint_stands_in_the_file_and_every_line_has_an_endpoint()
    {
        var lines = Matrix.Read();
        var endpoints = Endpoints();
        var wrong = endpoints
            .Where(x => !lines.ContainsKey(x))
            .Select(x => $"{x} is not in authorisation.tsv. Review who may call it and add: {Matrix.Write(x, Callers.All.Select(Default))}")
            .Concat(
                lines
                    .Keys.Where(x => !endpoints.Contains(x))
                    .Select(x => $"{x} is in authorisation.tsv, but there is no such endpoint: take the line out.")
            )
            .Concat(
                endpoints
                    .Where(x => IsApi(x) && !Cases.ContainsKey(x))
                    .Select(x => $"{x}: no case says how it is tried; add one in Authorisation/*Cases.cs.")
            )
            .Concat(
                lines
                    .Values.Where(x => x.Why is null && x.Cells.Values.All(y => y.IsRefusal))
                    .Select(x => $"{x.Endpoint}: nobody succeeds; say why in the last column.")
            )
            .ToList();
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    [Fact]
    public async Task Everybody_gets_what_the_file_says()
    {
        var observed = new ConcurrentBag<string>();
        var wrong = new ConcurrentQueue<string>();
        var tried = 0;
        var lines = Matrix.Read();
        await Parallel.ForEachAsync(
            Endpoints(),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (endpoint, _) =>
            {
                var seen = new Dictionary<Who, Cell>();
                try
                {
                    await TryAsync(Cases.GetValueOrDefault(endpoint) ?? PageCases.Of(endpoint), lines.GetValueOrDefault(endpoint), seen, wrong);
                }
                catch (Exception failure) when (failure is ShouldAssertException or TimeoutException or HttpRequestException)
                {
                    wrong.Enqueue($"{endpoint} could not be prepared: {failure.Message}");
                }
                Interlocked.Add(ref tried, seen.Count);
                observed.Add(Matrix.Write(endpoint, Callers.All.Select(who => seen.GetValueOrDefault(who, new Cell(0, false)))));
            }
        );
        if (Environment.GetEnvironmentVariable("TECHTRANSFER_OBSERVE") is { Length: > 0 } file)
            await File.WriteAllLinesAsync(file, observed.Order(StringComparer.Ordinal), TestContext.Current.CancellationToken);
        output.WriteLine($"{observed.Count} endpoints, {tried} calls");
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    /// <summary>First those who are refused, all on the same thing, which must stay as it was; then each who is let in, on a thing of his own.</summary>
    private async Task TryAsync(Case tried, Line? line, Dictionary<Who, Cell> seen, ConcurrentQueue<string> wrong)
    {
        var (call, word) = await PrepareAsync(tried);
        var owner = tried.Own == Own.University ? town.UniversityManager : town.CompanyManager;
        foreach (var who in Callers.All.OrderByDescending(who => line?.Cells[who].IsRefusal ?? true))
        {
            var before = await WatchAsync(owner, call, word);
            var (cell, text) = await SendAsync(town.As(who, tried.Own), tried, call);
            seen[who] = cell;
            if (line is not null && line.Cells[who] != cell)
                wrong.Enqueue($"{tried.Endpoint} for {who}: expected {line.Cells[who]}, got {cell}. {Start(text)}");
            if (cell.IsRefusal)
            {
                if (text.Contains(word, StringComparison.Ordinal))
                    wrong.Enqueue($"{tried.Endpoint} refuses {who} and yet shows {word}: {text}");
                if (await WatchAsync(owner, call, word) != before)
                    wrong.Enqueue($"{tried.Endpoint} refuses {who} and yet changed {call.Watch}");
            }
            else if (!call.Repeatable)
                (call, word) = await PrepareAsync(tried);
        }
    }

    /// <summary>The thing as its owner reads it; of a list, whether it is there.</summary>
    private static async Task<string?> WatchAsync(HttpClient owner, Call call, string word)
    {
        if (call.Watch is null)
            return null;
        var text = await owner.GetStringAsync(call.Watch);
        return call.WatchesList ? $"listed: {text.Contains(word, StringComparison.Ordinal)}" : text;
    }

    private async Task<(Call Call, string Word)> PrepareAsync(Case tried)
    {
        var word = "金丝雀" + Guid.NewGuid().ToString("N")[..12];
        return (await tried.Prepare(town, word), word);
    }

    private static async Task<(Cell Cell, string Text)> SendAsync(HttpClient client, Case tried, Call call)
    {
        var method = tried.Endpoint.Split(' ')[0];
        using var request = new HttpRequestMessage(method == "*" ? HttpMethod.Get : new HttpMethod(method), call.Path);
        request.Content =
            call.Form?.Invoke()
            ?? (
                call.Body is not null
                    ? new StringContent(await JsonContent.Create(call.Body).ReadAsStringAsync(), Encoding.UTF8, "application/json")
                    : null
            );
        if (call.Version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", call.Version);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(IsApi(tried.Endpoint) ? "*/*" : "text/html"));
        using var patient = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = client.BaseAddress };
        patient.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        using var answer = await patient.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var status = (int)answer.StatusCode;
        return (new Cell(status, status < 400 && call.Shows is not null && !text.Contains(call.Shows, StringComparison.Ordinal)), text);
    }

    /// <summary>"METHOD route" of everything that routing knows; "*" where any method is answered.</summary>
    private HashSet<string> Endpoints() =>
        town
            .App.Services.GetServices<EndpointDataSource>()
            .SelectMany(x => x.Endpoints)
            .OfType<RouteEndpoint>()
            .SelectMany(x =>
                (x.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"]).Select(method =>
                    $"{method} /{x.RoutePattern.RawText!.Trim('/')}"
                )
            )
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsApi(string endpoint) => endpoint.Contains(" /api/", StringComparison.Ordinal);

    private static Cell Default(Who who) => new(who == Who.Visitor ? 401 : 404, false);

    private static string Start(string text) => text.Length > 300 ? text[..300] : text;
}
