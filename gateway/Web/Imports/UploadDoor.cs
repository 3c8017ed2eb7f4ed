using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Imports;

/// <summary>The API for what takes as long as somebody's line needs: large files.</summary>
internal sealed class UploadDoor(HttpClient http, FrontDoorAddress address, IHttpContextAccessor accessor, Words words)
{
    public FrontDoor Door { get; } = new(http, address, accessor, words);
}
