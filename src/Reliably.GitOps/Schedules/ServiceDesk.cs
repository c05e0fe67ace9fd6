using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Schedules;

/// <summary>Where somebody at a terminal of the same machine asks a running service: its data folder.</summary>
internal sealed class ServiceDesk
{
    private readonly RepositoryFolder folder;
    private readonly string repository;

    private ServiceDesk(string dataFolder, string repository, RepositoryFolder folder)
    {
        DataFolder = dataFolder;
        this.repository = repository;
        this.folder = folder;
    }

    public string DataFolder { get; }

    /// <summary>The service's part for one repository; null where no data folder is named and none is required.</summary>
    /// <exception cref="CannotRunException">No service, or no such repository.</exception>
    public static ServiceDesk? Find(Terminal terminal, string? data, string? repository, bool required)
    {
        var named = data ?? terminal.Variables.GetValueOrDefault("RELIABLY_DATA");
        if (string.IsNullOrEmpty(named))
        {
            return !required ? null : throw new CannotRunException(
                "Which service is to run it?",
                "Name its data folder with --data DIR (or the variable RELIABLY_DATA); or run the plan here and now, unpublished, with --here.");
        }

        var path = Path.GetFullPath(named, terminal.WorkingFolder);
        var known = RepositoryFolder.In(path).ToList();
        var meant = repository is null ? known : known.FindAll(item => item.Url == repository || item.Url == Path.GetFullPath(repository, terminal.WorkingFolder));
        return meant switch
        {
            [var one] => new(path, one.Url, one.Folder),
            [] when repository is not null => throw new CannotRunException($"The service at '{path}' does not watch '{GitRemote.Shown(repository)}'.", $"It watches: {Names(known)}."),
            [] => throw new CannotRunException($"'{path}' is not the data folder of a service.", "Name the folder that 'reliably serve' was given with --data, or as 'data' of its configuration."),
            _ => throw new CannotRunException($"The service at '{path}' watches several repositories.", $"Name one with --repository: {Names(meant)}."),
        };
    }

    /// <summary>Plans that wait for somebody to ask.</summary>
    public IReadOnlySet<string> Waiting() => Memory().Plans.Where(static item => item.Value.Waiting).Select(static item => item.Key.Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Writes a request, which the service finds at once.</summary>
    /// <exception cref="CannotRunException">No service works there, or it knows no such plan.</exception>
    public string Ask(string plan, string? actor, DateTimeOffset now)
    {
        if (!Schedules.DataFolder.IsTaken(DataFolder))
        {
            throw new CannotRunException($"No service works in '{DataFolder}'.", "Start it with 'reliably serve', or run the plan here and now, unpublished, with --here.");
        }

        var plans = Memory().Plans;
        if (!plans.Keys.Any(slug => slug.Value == plan || IsPathOf(plan, slug)))
        {
            throw new CannotRunException($"The service knows no plan '{plan}' in '{GitRemote.Shown(repository)}'.", plans.IsEmpty ? "It knows no plans yet." : $"It knows: {string.Join(", ", plans.Keys)}.");
        }

        return RequestInbox.Write(folder.Requests, plan, actor, now);
    }

    private static bool IsPathOf(string path, Slug slug) => path == $"plans/{slug}.yaml" || path == $"plans/{slug}.yml";

    private static string Names(List<(string Url, string Branch, RepositoryFolder Folder)> items) =>
        items.Count == 0 ? "nothing" : string.Join(", ", items.Select(static item => GitRemote.Shown(item.Url)));

    private PlanHistory Memory() => File.Exists(folder.Schedules) ? PlanHistoryJson.Read(File.ReadAllText(folder.Schedules)) : PlanHistory.Empty;
}
