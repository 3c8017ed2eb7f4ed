using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TechTransfer.Hosting;

namespace TechTransfer.Listings;

/// <summary>How documents are written, so that equal contents have equal text.</summary>
internal static class ListingJson
{
    public static readonly JsonSerializerOptions Options = Make();

    public static byte[] Hash(string json) => SHA256.HashData(Encoding.UTF8.GetBytes(json));

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ServiceHost.ConfigureJson(options);
        return options;
    }
}
