using Microsoft.Extensions.Configuration;

namespace TechTransfer.Hosting;

/// <summary>The folder that holds what this process keeps on disk (<c>--data DIR</c>, default <c>.data</c>). Held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    internal static string PathIn(IConfiguration configuration) => System.IO.Path.GetFullPath(configuration["data"] ?? ".data");

    /// <exception cref="WrongSettingException">The folder cannot be written or another process holds it.</exception>
    public static DataFolder Open(IConfiguration configuration)
    {
        var path = PathIn(configuration);
        try
        {
            Directory.CreateDirectory(path);
            var held = new FileStream(System.IO.Path.Combine(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(path, held);
        }
        catch (IOException inUse) when (Directory.Exists(path))
        {
            throw new WrongSettingException($"The data folder {path} is in use by another process or its disk is full: {inUse.Message}", inUse);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new WrongSettingException($"The data folder {path} cannot be used: {denied.Message}", denied);
        }
    }

    public void Dispose() => _lock.Dispose();
}
