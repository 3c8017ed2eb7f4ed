using System.Text;

namespace TechTransfer.Tabular;

/// <summary>
/// The texts that a workbook's cells point to. The first ones stay in memory, the others go to a temporary file that disappears with this, so a
/// sheet of any size takes bounded memory. Sheets point to them nearly in order, so the file is read from the system's cache.
/// </summary>
internal sealed class SharedStrings(long inMemory = 32 * 1024 * 1024) : IDisposable
{
    private readonly List<string> _kept = [];
    private readonly List<long> _ends = [];
    private FileStream? _file;
    private long _characters;
    private long _written;

    public int Count => _kept.Count + _ends.Count;

    public void Add(string text)
    {
        if (_ends.Count == 0 && _characters + text.Length <= inMemory)
        {
            _characters += text.Length;
            _kept.Add(text);
            return;
        }
        _file ??= new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            256 * 1024,
            FileOptions.DeleteOnClose
        );
        var bytes = Encoding.UTF8.GetBytes(text);
        _file.Write(bytes);
        _written += bytes.Length;
        _ends.Add(_written);
    }

    /// <summary>No more will be added.</summary>
    public void Complete() => _file?.Flush();

    public string this[int index]
    {
        get
        {
            if (index < _kept.Count)
                return _kept[index];
            index -= _kept.Count;
            var start = index == 0 ? 0 : _ends[index - 1];
            var bytes = new byte[_ends[index] - start];
            RandomAccess.Read(_file!.SafeFileHandle, bytes, start);
            return Encoding.UTF8.GetString(bytes);
        }
    }

    public void Dispose() => _file?.Dispose();
}
