using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Signing;

/// <summary>A stamped copy in a JSON body.</summary>
/// <param name="ContentBase64">PDF, PNG or JPEG, at most 5 MB.</param>
internal sealed record ScanBody(string? Name, string? ContentBase64)
{
    /// <summary>Bytes of a request that carries the largest scan: 4/3 for Base64 and room for the rest.</summary>
    public const int RequestLimit = Scan.MaxLength / 3 * 4 + 64 * 1024;

    /// <returns>The scan, or what is wrong with it.</returns>
    public (Scan? Scan, ProblemHttpResult? Problem) Read(Guid contract, Caller caller, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var name = errors.Text("scan.name", Name, 1, 200);
        var text = ContentBase64 ?? "";
        if (text.Length == 0 || !Base64.IsValid(text))
            errors.Add("scan.contentBase64", "The file's bytes in Base64.");
        if (errors.Any)
            return (null, errors.ToProblem());
        var content = Convert.FromBase64String(text);
        if (content.Length > Scan.MaxLength)
            return (null, Problem.TooLarge("scan.contentBase64", Scan.MaxLength));
        if (Scan.TypeOf(content) is not { } type)
            return (null, Problem.Invalid("scan.contentBase64", "A PDF, PNG or JPEG file."));
        var scan = new Scan
        {
            Id = Guid.CreateVersion7(now),
            ContractId = contract,
            Name = Path.GetFileName(name!.Replace('\\', '/')),
            ContentType = type,
            Length = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            OrganisationId = caller.OrganisationId,
            At = now,
        };
        scan.Fill(content);
        return (scan, null);
    }
}
