using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Hosting;

/// <summary>
/// The command <c>--restored [SERVICE …]</c>: an operator says that stores of this process were restored from a backup, or begun anew in place of lost ones. Each gets a
/// new epoch; when the process starts next, it announces what it owns and asks the others for what they own.
/// </summary>
public static class Restored
{
    internal const string Command = "--restored";

    /// <summary>Takes the command out of the arguments.</summary>
    /// <returns>The services named, all when none is; null: it is not there.</returns>
    internal static (IReadOnlyList<string>? Services, string[] Others) Take(string[] args)
    {
        var at = Array.IndexOf(args, Command);
        if (at < 0)
            return (null, args);
        var named = args.Skip(at + 1).TakeWhile(x => !x.StartsWith('-')).ToList();
        return (named, [.. args.Take(at), .. args.Skip(at + 1 + named.Count)]);
    }

    /// <summary>Begins the new epochs. The stores are up to date and nothing else runs on them.</summary>
    /// <returns>One sentence for each.</returns>
    /// <exception cref="WrongSettingException">No such service is in this process.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        WebApplication app,
        IReadOnlyList<string> services,
        CancellationToken cancellationToken = default
    )
    {
        var desks = app.Services.GetServices<ICopyDesk>().ToList();
        foreach (var service in services)
            if (desks.TrueForAll(x => x.Service != service))
                throw new WrongSettingException(
                    $"{Command} knows no service {service} in this process; there are {string.Join(", ", desks.Select(x => x.Service))}."
                );
        var said = new List<string>();
        foreach (var desk in desks.Where(x => services.Count == 0 || services.Contains(x.Service)))
        {
            var epoch = await desk.RestoredAsync(cancellationToken);
            said.Add(
                $"{desk.Service}: epoch {epoch.Epoch} begins. At its next start it announces what it owns and asks the other services for what they own."
            );
        }
        return said;
    }
}
