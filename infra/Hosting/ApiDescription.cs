using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace TechTransfer.Hosting;

/// <summary>The OpenAPI document of everything this process answers under /api, and its browsable form at /docs.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IHostApplicationBuilder builder, IReadOnlyList<ServiceModule> modules)
    {
        builder.Services.AddOpenApi(
            "v1",
            options =>
            {
                options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
                options.CreateSchemaReferenceId = NameOf;
                options.AddSchemaTransformer(LeaveOutWhatMayBeNullAsync);
                options.AddOperationTransformer(StandardAnswers.AddAsync);
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info.Title = "TechTransfer";
                        document.Info.Description = "Technology-transfer marketplace: " + string.Join(", ", modules.Select(x => x.Name)) + ".";
                        document.Components ??= new OpenApiComponents();
                        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                        document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
                        {
                            Type = SecuritySchemeType.Http,
                            Scheme = "bearer",
                            BearerFormat = "JWT",
                        };
                        return Task.CompletedTask;
                    }
                );
            }
        );
    }

    /// <summary>Slices call their records alike ("Answer", "Item"): the service and the slice belong to a schema's name, of a page those of what it lists.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        var named =
            type.Type.IsGenericType && type.Type.GetGenericTypeDefinition() == typeof(Page<>) ? type.Type.GetGenericArguments()[0] : type.Type;
        if (name is null || named.Namespace?.Split('.') is not ["TechTransfer", var service, ..])
            return name;
        for (var outer = named.DeclaringType; outer is not null; outer = outer.DeclaringType)
            name = $"{outer.Name.Split('`')[0]}.{name}";
        return $"{service}.{name}";
    }

    /// <summary>A member without a value is left out of an answer and may be left out of a request.</summary>
    private static Task LeaveOutWhatMayBeNullAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var member in context.JsonTypeInfo.Properties.Where(x => x.IsGetNullable))
            schema.Required?.Remove(member.Name);
        return Task.CompletedTask;
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference("/docs", options => options.WithTitle("TechTransfer API").DisableDefaultFonts());
    }
}
