using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>PostgreSQL, RabbitMQ and Elasticsearch: what separate processes of a large installation stand on.</summary>
public sealed class OnPostgresRabbitMqAndElasticsearch : OnPostgresAndRabbitMq
{
    private readonly string _index = $"journey-{Guid.NewGuid():N}";

    protected override async Task<string[]> SettingsAsync()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        return [.. await base.SettingsAsync(), .. ElasticsearchBackend.Settings(_index)];
    }

    protected override async Task CleanUpAsync()
    {
        await base.CleanUpAsync();
        if (ElasticsearchBackend.Address is not null)
            await ElasticsearchBackend.DeleteAsync(_index);
    }
}
