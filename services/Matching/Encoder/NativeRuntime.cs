using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.ML.OnnxRuntime;

namespace TechTransfer.Matching.Encoder;

/// <summary>
/// The native library of ONNX Runtime is not part of the product: it is looked for where the system looks for libraries, and then in the folder of the model.
/// </summary>
internal static class NativeRuntime
{
    private static readonly Lock Adding = new();
    private static readonly HashSet<string> Folders = new(StringComparer.Ordinal);

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll"
        : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib"
        : "libonnxruntime.so";

    /// <exception cref="InvalidDataException">It is nowhere, or of a version that cannot be used.</exception>
    public static void Find(string folder)
    {
        lock (Adding)
        {
            if (Folders.Count == 0)
                AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
            Folders.Add(Path.GetFullPath(folder));
        }
        try
        {
            // Windows builds report their use to Microsoft unless they are told not to.
            OrtEnv.Instance().DisableTelemetryEvents();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new InvalidDataException(
                $"{FileName} of ONNX Runtime {Version} is neither beside the model nor among the libraries of this machine.",
                e
            );
        }
    }

    private static string Version => typeof(OrtEnv).Assembly.GetName().Version!.ToString(2);

    private static nint Resolve(Assembly assembly, string library)
    {
        if (assembly != typeof(OrtEnv).Assembly || !library.Contains("onnxruntime", StringComparison.Ordinal))
            return 0;
        lock (Adding)
            foreach (var folder in Folders)
                if (NativeLibrary.TryLoad(Path.Combine(folder, FileName), out var handle))
                    return handle;
        return 0;
    }
}
