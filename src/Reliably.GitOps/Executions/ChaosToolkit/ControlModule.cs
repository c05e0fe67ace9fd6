using System.Collections.Immutable;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// Our control inside the Chaos Toolkit: a Python module and the file that makes <c>chaos run</c> load it, both in the run's private folder.
/// Neither the experiment nor the user's settings are touched.
/// </summary>
/// <param name="Folder">The folder of the module, for PYTHONPATH; its socket lies there too.</param>
/// <param name="File">The file for <c>--control-file</c>.</param>
internal sealed record ControlModule(string Folder, string File)
{
    private const string Name = "reliably_control";
    private const string PathVariable = "PYTHONPATH";

    public static ControlModule Write(PrivateFolder folder)
    {
        using var resource = typeof(ControlModule).Assembly.GetManifestResourceStream(Name + ".py")!;
        var text = new byte[resource.Length];
        resource.ReadExactly(text);
        var module = folder.Write(Path.Combine("control", Name + ".py"), text);
        var file = folder.Write(Path.Combine("control", "controls.json"), "{\"reliably\": {\"provider\": {\"type\": \"python\", \"module\": \"reliably_control\"}}}"u8);
        return new(Path.GetDirectoryName(module)!, file);
    }

    /// <summary>The environment of a run with our folder in front of Python's. The module takes it out again before the experiment is read.</summary>
    public ImmutableSortedDictionary<string, string> In(ImmutableSortedDictionary<string, string> environment) =>
        environment.SetItem(PathVariable, environment.GetValueOrDefault(PathVariable) is { Length: > 0 } own ? Folder + Path.PathSeparator + own : Folder);
}
