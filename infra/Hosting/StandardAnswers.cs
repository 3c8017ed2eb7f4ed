using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TechTransfer.Hosting;

/// <summary>
/// The refusals that an operation may answer because of what it is: every one with a body may be sent broken JSON, every one with an id in its path the id of
/// nothing. Each slice documents its success; a client gets the whole list from here.
/// </summary>
internal static class StandardAnswers
{
    private static readonly Dictionary<int, string> Meaning = new()
    {
        [400] = "The request cannot be read: broken JSON, an unknown member, a parameter of another type.",
        [401] = "No valid access token for this service.",
        [403] = "Known to the caller, but not his to do.",
        [404] = "There is none, or the caller may not know of it.",
        [409] = "The present state does not allow it.",
        [412] = "If-Match is not the current version; the answer carries the current state.",
        [413] = "Larger than the limit.",
        [415] = "Another content type is expected.",
        [422] = "Fields are missing or wrong; the answer names them.",
        [428] = "If-Match is missing.",
        [503] = "The store or the index cannot take it now; nothing was changed.",
    };

    public static Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        foreach (var status in StatusesOf(operation, context))
            operation.Responses.TryAdd(
                status.ToString(System.Globalization.CultureInfo.InvariantCulture),
                new OpenApiResponse
                {
                    Description = Meaning[status],
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                    {
                        ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("ProblemDetails", context.Document) },
                    },
                }
            );
        return Task.CompletedTask;
    }

    private static IEnumerable<int> StatusesOf(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var method = context.Description.HttpMethod;
        var hasParameters = operation.Parameters is { Count: > 0 };
        var hasBody = operation.RequestBody is not null;
        yield return 401;
        yield return 503;
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            yield return 403;
        if (hasParameters || hasBody)
        {
            yield return 400;
            yield return 422;
        }
        if (context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true)
            yield return 404;
        if (method != "GET")
            yield return 409;
        if (hasBody)
        {
            yield return 413;
            yield return 415;
        }
        if (method == "PUT")
        {
            yield return 412;
            yield return 428;
        }
    }
}
