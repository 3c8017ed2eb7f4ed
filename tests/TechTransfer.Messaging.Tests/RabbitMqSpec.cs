using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Shouldly;
using TechTransfer.IntegrationEvents;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

/// <summary>What RabbitMQ adds: messages that are none, messages without a place, connections that end.</summary>
public abstract class RabbitMqSpec : MessagingSpec
{
    private Uri? _virtualHost;

    protected abstract Task<string[]> StoreSettingsAsync();

    protected sealed override bool ConfirmsBeforeTheEffect => true;

    protected sealed override async Task<string[]> SettingsAsync()
    {
        Assert.SkipWhen(Backends.RabbitMq is null, Backends.NoRabbitMq);
        var store = await StoreSettingsAsync();
        _virtualHost = await Backends.NewVirtualHostAsync();
        return [.. store, $"ConnectionStrings:RabbitMq={_virtualHost}"];
    }

    protected sealed override async Task AfterwardsAsync()
    {
        if (_virtualHost is not null)
            await Backends.DeleteAsync(_virtualHost);
    }

    [Fact]
    public async Task What_is_no_message_becomes_a_dead_letter_and_blocks_nothing()
    {
        await PutAsync("notes-notes", "{ this is no JSON");
        await PutAsync("notes-notes", Envelope("NoteBurnt", """{"noteId":"x"}"""));
        await PutAsync("notes-notes", Envelope("NoteChanged", $$"""{"text":"{{new string('x', 20_000)}}"}"""));
        var good = new NoteChanged(Guid.CreateVersion7(), 1, "good");
        await EnqueueAsync(good);
        await NoteAsync(good.NoteId, x => x is not null);
        var letters = await DeadLettersAsync(3);
        letters.ShouldAllBe(x => x.Reason == DeadLetterReason.Unreadable && x.Detail != null);
        letters.ShouldContain(x => x.Type == "NoteBurnt");
        letters.ShouldContain(x => x.Detail!.Contains("Messaging:MaxEventBytes allows 4096") && x.Body.Length <= 4096);
    }

    [Fact]
    public async Task A_message_that_was_delivered_too_often_can_be_replayed()
    {
        var note = Guid.CreateVersion7();
        await PutAsync("notes-notes_dead", Envelope("NoteChanged", $$"""{"noteId":"{{note}}","version":1,"text":"late"}"""));
        var letter = (await DeadLettersAsync(1)).Single();
        (letter.Reason, letter.AggregateId, letter.Version).ShouldBe((DeadLetterReason.Failed, note, 1));
        (await App.Services.GetRequiredService<IDeadLetterBox>().ReplayAsync(letter.Id, CancellationToken.None)).Problem.ShouldBeNull();
        (await NoteAsync(note, x => x is not null))!.Text.ShouldBe("late");
    }

    [Fact]
    public async Task An_event_that_no_queue_takes_stays_in_the_outbox_and_says_why()
    {
        await InStoreAsync(db =>
        {
            db.Enqueue(new OrganisationNamed(Guid.CreateVersion7(), 1, "Nobody's", null, "220000"));
            return db.SaveChangesAsync();
        });
        var row = await TestApp.EventuallyAsync(() => InStoreAsync(db => db.Set<OutboxRow>().SingleAsync()), x => x.LastError != null);
        row.LastError.ShouldNotBeNull().ShouldContain("--deploy-topology");
    }

    [Fact]
    public async Task An_event_that_may_go_unheard_leaves_the_outbox_without_a_queue()
    {
        await InStoreAsync(db =>
        {
            db.Enqueue(new ContractChanged(Guid.CreateVersion7(), 1, "signed", null, null, null, "licence", "search", null, null));
            return db.SaveChangesAsync();
        });
        await DrainedAsync();
    }

    [Fact]
    public async Task A_queue_that_is_there_with_other_limits_is_refused_in_one_sentence()
    {
        var queues = new DeclareQueues(
            App.Services.GetRequiredService<Transport>(),
            App.Services.GetRequiredService<EventCatalogue>(),
            Options.Create(new MessagingOptions { QueueLimit = 7 }),
            NullLogger<DeclareQueues>.Instance
        );
        var refused = await Should.ThrowAsync<QueueRefusedException>(() => queues.StartAsync(CancellationToken.None));
        refused.Message.ShouldContain("notes-notes_dead");
        refused.Message.ShouldContain("x-max-length");
        // The same limits are no reason, however often.
        await App.Services.GetRequiredService<DeclareQueues>().RunAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Connections_that_end_are_made_again_and_nothing_is_lost_or_doubled()
    {
        var events = Enumerable.Range(0, 300).Select(i => new NoteChanged(Guid.CreateVersion7(), 1, $"note {i}")).ToArray();
        foreach (var chunk in events.Chunk(100))
        {
            await EnqueueAsync(chunk);
            await TestApp.EventuallyAsync(() => Backends.CutConnectionsAsync(_virtualHost!), cut => cut > 0, TimeSpan.FromSeconds(30));
        }
        await DrainedAsync();
        await TestApp.EventuallyAsync(() => EffectsAsync(), x => x.Count >= events.Length, TimeSpan.FromSeconds(30));
        (await EffectsAsync()).Select(x => x.NoteId).Order().ShouldBe(events.Select(x => x.NoteId).Order());
    }

    private static string Envelope(string type, string message) =>
        $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:TechTransfer.Messaging.Tests:{{type}}"],"message":{{message}}}""";

    private async Task PutAsync(string queue, string body)
    {
        await using var connection = await new ConnectionFactory { Uri = _virtualHost! }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", DeliveryMode = DeliveryModes.Persistent };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }
}
