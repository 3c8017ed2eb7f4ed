using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Elasticsearch;
using TechTransfer.Matching.Index.Lucene;

namespace TechTransfer.Matching.Indexing;

/// <summary>Which engine stands behind the search port: Elasticsearch where <c>ConnectionStrings:Elasticsearch</c> says, else Lucene.NET in the data folder.</summary>
internal static class SearchEngine
{
    private const string Setting = "ConnectionStrings:Elasticsearch";

    /// <summary>Several installations may share a cluster, each under its own name.</summary>
    private const string NameSetting = "Matching:ElasticsearchIndex";

    public static void AddSearchEngine(this IServiceCollection services, IConfiguration configuration)
    {
        if (AddressIn(configuration) is { } address)
        {
            var options = ElasticsearchOptions.For(address, NameIn(configuration));
            services.AddSingleton<ISearchIndex>(_ => new ElasticsearchSearchIndex(options));
        }
        else
            services.AddSingleton<ISearchIndex>(x => new LuceneSearchIndex(x.GetRequiredService<DataFolder>().File("index")));
    }

    /// <summary>Waits for a server that is starting; the folder of an index is free or it is not.</summary>
    /// <exception cref="WrongSettingException">The engine cannot be used.</exception>
    public static Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var index = services.GetRequiredService<ISearchIndex>();
        return AddressIn(configuration) is { } address
            ? OpenServerAsync(index, address, configuration, services.GetRequiredService<ILogger<ISearchIndex>>(), cancellationToken)
            : OpenFolderAsync(index, cancellationToken);
    }

    private static async Task OpenServerAsync(
        ISearchIndex index,
        ElasticsearchAddress address,
        IConfiguration configuration,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await new BackendStart($"Elasticsearch at {address}", Setting, configuration, logger).WhenItAnswersAsync(
                () => index.OpenAsync(cancellationToken),
                _ => null,
                failure => failure is SearchIndexUnavailableException { Lasts: false } ? failure.Message : null,
                cancellationToken
            );
        }
        catch (SearchIndexUnavailableException refusal)
        {
            throw new WrongSettingException($"{Setting} cannot be used: {refusal.Message}", refusal);
        }
    }

    private static async Task OpenFolderAsync(ISearchIndex index, CancellationToken cancellationToken)
    {
        try
        {
            await index.OpenAsync(cancellationToken);
        }
        catch (SearchIndexUnavailableException unavailable)
        {
            throw new WrongSettingException(unavailable.Message, unavailable);
        }
    }

    private static ElasticsearchAddress? AddressIn(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Elasticsearch") is not { } setting || string.IsNullOrWhiteSpace(setting))
            return null;
        try
        {
            return ElasticsearchAddress.Parse(setting);
        }
        catch (FormatException wrong)
        {
            throw new WrongSettingException($"{Setting} is no address of Elasticsearch; it looks like http://user:password@host:9200.", wrong);
        }
    }

    /// <exception cref="WrongSettingException">Elasticsearch allows no index of that name.</exception>
    private static string NameIn(IConfiguration configuration)
    {
        var name = configuration[NameSetting] ?? "techtransfer-listings";
        return
            name.Length is > 0 and <= 200
            && char.IsAsciiLetterLower(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? name
            : throw new WrongSettingException($"{NameSetting} is a name of small letters, digits and hyphens; \"{name}\" is none.");
    }
}
