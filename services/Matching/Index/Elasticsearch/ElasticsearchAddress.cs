namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>
/// Where Elasticsearch is and as whom we come: <c>http://user:password@host:9200</c>. A cluster is named by several of its nodes, separated by commas;
/// user and password are those of the first.
/// </summary>
public sealed class ElasticsearchAddress
{
    private ElasticsearchAddress(IReadOnlyList<Uri> nodes, string? user, string? password) => (Nodes, User, Password) = (nodes, user, password);

    /// <summary>Without user and password.</summary>
    public IReadOnlyList<Uri> Nodes { get; }

    public string? User { get; }

    internal string? Password { get; }

    /// <summary>As the operator reads it: hosts and ports, no password.</summary>
    public override string ToString() => string.Join(", ", Nodes.Select(node => $"{node.Host}:{node.Port}"));

    /// <exception cref="FormatException">It is no such address.</exception>
    public static ElasticsearchAddress Parse(string text)
    {
        var nodes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Node).ToList();
        if (nodes.Count == 0)
            throw new FormatException("It names no node.");
        var (user, password) = nodes[0].UserInfo.Split(':', 2) is [var name, var secret] ? (name, secret) : (nodes[0].UserInfo, "");
        return new(
            [.. nodes.Select(node => new UriBuilder(node) { UserName = "", Password = "" }.Uri)],
            user.Length == 0 ? null : Uri.UnescapeDataString(user),
            Uri.UnescapeDataString(password)
        );
    }

    private static Uri Node(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var node) && node.Scheme is "http" or "https" && node.Host.Length > 0
            ? node
            : throw new FormatException("A node is named like http://host:9200.");
}
