using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Shouldly;
using TechTransfer.System.Tests.FrontDoor;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Watching;

/// <summary>Who asks why a listing is not found follows one trace from the call at the gateway to the index.</summary>
public sealed class TraceTest(Town town)
{
    [Fact]
    public async Task One_trace_leads_from_the_gateway_through_service_outbox_and_consumer_to_the_index()
    {
        await using var gateway = await FrontDoorTest.GatewayAsync(town.App.Address.GetLeftPart(UriPartial.Authority));
        using var publisher = FrontDoorTest.Through(gateway, town.Province);
        var id = await town.SubmittedAsync("achievements", Town.Content("achievements", "trace"));

        var spans = new ConcurrentDictionary<ActivitySpanId, Activity>();
        using var call = new Activity("publish") { ActivityTraceFlags = ActivityTraceFlags.Recorded }
            .SetIdFormat(ActivityIdFormat.W3C)
            .Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            ActivityStopped = span =>
            {
                if (span.TraceId == call.TraceId)
                    spans[span.SpanId] = span;
            },
        };
        ActivitySource.AddActivityListener(listener);
        await publisher.PostAsJsonAsync($"/api/achievements/{id}/publish", new { }).JsonAsync(200);
        call.Stop();

        var index = await TestApp.EventuallyAsync(
            () => Task.FromResult(spans.Values.FirstOrDefault(x => x.OperationName == "index")),
            x => x is not null,
            TimeSpan.FromSeconds(20)
        );
        var way = new List<string>();
        for (var span = index; span is not null && span != call; span = spans.GetValueOrDefault(span.ParentSpanId))
            way.Add(span.Source.Name.StartsWith("TechTransfer", StringComparison.Ordinal) ? span.OperationName : $"{span.Kind}");
        way.ShouldBe(
            ["index", "apply matching-achievements", "send AchievementPublished", "Server", "Client", "Server", "Client"],
            "index ← consumer ← outbox ← the service's and the gateway's call"
        );
    }
}
