using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.ChaosToolkit;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>
/// The folder that a run shares with its container, and its files as they are called inside. What somebody typed as a variable is a file too,
/// so that it stands in no list of processes.
/// </summary>
/// <param name="Shared">The folder on the machine.</param>
/// <param name="Inside">The files by their names in the container.</param>
/// <param name="Request">The request with those names.</param>
internal sealed record ContainerFiles(PrivateFolder Shared, ChaosFiles Inside, RunRequest Request)
{
    private const string Control = "control";
    private const string Journal = "journal.json";

    /// <summary>Where our end of the control socket is.</summary>
    public string ControlFolder => Path.Combine(Shared.Path, Control);

    /// <summary>How many places the engine itself hid in its journal.</summary>
    public int MaskedValues => MaskedCount.Read(Path.Combine(Shared.Path, Journal));

    /// <summary>Once the container is gone.</summary>
    public JournalFile ReadJournal() => JournalFile.ReadLeft(Path.Combine(Shared.Path, Journal));

    /// <summary>The same for an engine that knows no control module.</summary>
    public ContainerFiles WithoutControl => this with { Inside = Inside with { Control = null } };

    public static ContainerFiles Write(RunRequest request, PrivateFolder shared)
    {
        Clear(shared.Path);
        shared.Folder("work");
        shared.Folder("home");
        var options = request.Order.Options;
        var files = options.VariableFiles.Select((path, i) => Copy(shared, path, $"variables-{i}{Path.GetExtension(path)}")).ToImmutableArray();
        if (!options.Variables.IsEmpty) files = files.Add(Put(shared, "variables.json", VariablesOf(options.Variables)));
        var experiment = Put(shared, "experiment" + request.Order.Experiment.Extension, request.Order.Experiment.Content.Span);
        ControlModule.Write(shared);
        var inside = options with { Variables = [], VariableFiles = files, Settings = options.Settings is { } settings ? Copy(shared, settings, "settings.yaml") : null };
        return new(
            shared,
            new(experiment, In(Journal), new(In(Control), In(Control + "/controls.json"))),
            request with { Order = request.Order with { Options = inside }, WorkingFolder = In("work") });
    }

    /// <summary>What an earlier engine of the same run left, but for its secrets: nothing that it made is written through.</summary>
    private static void Clear(string folder)
    {
        foreach (var item in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(static item => item is not DirectoryInfo { LinkTarget: null, Name: ContainerLaunch.Secrets }).ToList())
        {
            if (item is DirectoryInfo { LinkTarget: null } inside) inside.Delete(recursive: true);
            else item.Delete();
        }
    }

    private static string In(string name) => ContainerLaunch.Folder + "/" + name;

    private static byte[] VariablesOf(ImmutableArray<VariableValue> variables)
    {
        var values = variables.Aggregate(DataNode.Mapping.Empty, static (mapping, pair) => mapping.With(pair.Name, pair.Value));
        return Encoding.UTF8.GetBytes(JsonWriter.Compact(DataNode.Mapping.Create(("configuration", values))));
    }

    private static string Copy(PrivateFolder shared, string from, string name) => Put(shared, name, File.ReadAllBytes(from));

    private static string Put(PrivateFolder shared, string name, ReadOnlySpan<byte> content)
    {
        shared.Write(name, content);
        return In(name);
    }
}
