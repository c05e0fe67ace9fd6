using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Containers;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Doctor;

/// <summary>Looks at the machine as the service would find it, and changes nothing.</summary>
internal sealed class MachineLook(Terminal terminal)
{
    private const int LargestSecret = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The data folder. Whether it can be written is tried, with a file that is gone at once: permissions do not tell of a full or a read-only disk.</summary>
    public static DataSight Data(string path, long? runMayHold)
    {
        var exists = Directory.Exists(path);
        var folder = exists ? path : NearestFolder(path);
        return new() { Path = path, Exists = exists, Refusal = WhyNotWritable(folder), Free = Free(folder), RunMayHold = runMayHold, InUse = exists && DataFolder.IsTaken(path) };
    }

    /// <summary>A file with a credential: is it there, may we read it, is there anything in it.</summary>
    public static SecretFileSight SecretFile(string path, string role)
    {
        var sight = new SecretFileSight { Path = path, Role = role };
        try
        {
            if (PlainFile.Read(path, LargestSecret) is not { } content) return sight with { Refusal = new($"{path} is no plain file.", $"Put {role} into a file: the service reads it again and again.") };
            if (content.Length == 0) return sight with { Refusal = new($"{role}, {path}, are empty.", "Write the token into the file, and nothing else.") };
            return OperatingSystem.IsWindows() ? sight : sight with { Mode = (int)File.GetUnixFileMode(path) };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return sight with { Refusal = new($"The file of {role} cannot be read: {exception.Message}", "The file must be there, and readable for the account that runs the service.") };
        }
    }

    /// <summary>Whether an address can be listened on; it is tried and let go at once.</summary>
    public static ListenSight Listen(string key, string address)
    {
        var colon = address.LastIndexOf(':');
        var host = address[..Math.Max(colon, 0)].Trim('[', ']');
        if (!ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return new(key, address, "it has no port");
        if (!IPAddress.TryParse(host is "localhost" ? "127.0.0.1" : host, out var place)) return new(key, address, "it is no address of a machine");
        try
        {
            using var listener = new TcpListener(place, port);
            listener.Start();
            return new(key, address, null);
        }
        catch (SocketException exception)
        {
            return new(key, address, exception.Message);
        }
    }

    /// <summary>The engine that would run experiments.</summary>
    public async Task<RunnerSight> RunnerAsync(ServerConfiguration configuration, CancellationToken stop)
    {
        var asked = configuration.ChaosPath is { } set ? $"'{set}', as the setting 'chaos' says"
            : terminal.Variables.GetValueOrDefault(RunnerSelection.ChaosVariable) is { Length: > 0 } named ? $"'{named}', as the variable {RunnerSelection.ChaosVariable} says" : null;
        var sight = new RunnerSight { Choice = configuration.Runner, Asked = asked, Chaos = RunnerSelection.FindChaos(configuration.ChaosPath, terminal.Variables) };
        if (sight.Chaos is not { } chaos || sight.Choice == RunnerChoice.Native) return sight;
        var (library, said) = await LibraryAsync(chaos, stop);
        return sight with { Library = library, Said = said };
    }

    /// <summary>What the grants of a repository need on this machine.</summary>
    public async Task<List<GrantSight>> GrantsAsync(IEnumerable<RepositoryGrants> grants, CancellationToken stop)
    {
        var all = grants.ToList();
        var sights = new List<GrantSight>();
        foreach (var account in all.SelectMany(static one => one.Accounts).Distinct(StringComparer.Ordinal))
        {
            var (_, refusal) = Account.Find(account);
            sights.Add(new("account", $"'local' can run as the account '{account}'.", refusal is null ? null : Split(refusal)));
        }

        if (all.Any(static one => one.Deployments.Contains("container"))) sights.Add(await ContainersAsync(stop));
        return sights;
    }

    private async Task<GrantSight> ContainersAsync(CancellationToken stop)
    {
        var found = new[] { Deployments.ContainerEngine.Docker, Deployments.ContainerEngine.Podman }.Select(engine => ContainerCli.Find(engine, terminal.Variables)).OfType<ContainerCli>().ToList();
        if (found.Count == 0) return new("containers", "", new("A repository may run containers, and there is neither 'docker' nor 'podman' on PATH.", "Install one, or take 'container' out of the grants."));
        var said = new List<string>();
        foreach (var cli in found)
        {
            var answer = await cli.RunAsync(["version"], Patience, stop);
            if (answer.Ok) return new("containers", $"Containers run with {ContainerCli.NameOf(cli.Engine)}.", null);
            said.Add($"{ContainerCli.NameOf(cli.Engine)}: {answer.Problem}");
        }

        return new("containers", "", new($"A repository may run containers, and no engine answers ({string.Join("; ", said)}).", "Start the engine, and let the account that runs the service use it."));
    }

    /// <summary><c>chaos info core</c> prints a line <c>Core library  1.45.0</c>.</summary>
    private async Task<(string? Library, string Said)> LibraryAsync(string chaos, CancellationToken stop)
    {
        try
        {
            var command = new ProcessCommand
            {
                Program = chaos,
                Arguments = ["info", "core"],
                Environment = terminal.Variables.Where(static one => one.Key is "PATH" or "HOME" or "LANG").ToDictionary(StringComparer.Ordinal),
                WorkingFolder = "/",
                Timeout = Patience,
                LongestOutput = 64 << 10,
            };
            var result = await command.RunAsync(stop);
            var line = result.OutputText.Split('\n').FirstOrDefault(static line => line.StartsWith("Core library", StringComparison.Ordinal));
            if (result.Status == 0 && line is not null) return (line["Core library".Length..].Trim(), "");
            var last = result.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return (null, result.End == ProcessEnd.TimedOut ? "no answer within 30 s" : string.Create(CultureInfo.InvariantCulture, $"exit code {result.Status}{(last is null ? "" : ": " + last)}"));
        }
        catch (ProcessStartException exception)
        {
            return (null, exception.Reason);
        }
    }

    private static string NearestFolder(string path)
    {
        var folder = path;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent) folder = parent;
        return folder;
    }

    private static string? WhyNotWritable(string folder)
    {
        try
        {
            using var tried = new FileStream(Path.Combine(folder, ".reliably-doctor-" + Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            tried.WriteByte(0);
            tried.Flush();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The writing told already what there is to tell.
            return null;
        }
    }

    /// <summary>The first sentence is what happened, the rest what to do.</summary>
    private static Refusal Split(string sentences)
    {
        var end = sentences.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? new(sentences, "Take the account out of the grants.") : new(sentences[..(end + 1)], sentences[(end + 2)..]);
    }
}
