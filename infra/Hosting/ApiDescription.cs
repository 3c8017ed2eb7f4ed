using Microsoft.AspNetCore.Builder;
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

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference("/docs", options => options.WithTitle("TechTransfer API").DisableDefaultFonts());
    }
}
