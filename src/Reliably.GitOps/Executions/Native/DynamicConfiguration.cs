using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Executions.Native;

/// <summary>Values that must be known before a run begins: variables, secrets, and configuration that a probe finds.</summary>
internal static class DynamicConfiguration
{
    /// <exception cref="ExperimentErrorException">A variable is missing, or a variable file cannot be read.</exception>
    public static async Task<NativeContext> ResolveAsync(RunRequest request, TimeProvider clock, IProgress<RunEvent> progress, CancellationToken stop)
    {
        var experiment = request.Order.Experiment.Experiment;
        var variables = await VariableFiles.ReadAsync(request.Order.Options.VariableFiles, request.WorkingFolder, stop);
        var environment = variables.Over(request.EnvironmentVariables);
        var overrides = variables.Configuration;
        foreach (var (key, value) in request.Order.Options.Variables) overrides = overrides.With(key, value);
        var configuration = ConfigurationResolution.Configuration(experiment.Configuration, overrides, environment);
        var secrets = ConfigurationResolution.Secrets(experiment.Secrets, variables.Secrets, environment, request.Vault);
        var context = new NativeContext
        {
            Substitution = new(configuration, secrets),
            Environment = environment,
            WorkingFolder = request.WorkingFolder,
            Clock = clock,
            Processes = request.Processes,
            Outputs = new(request.Limits),
            ActivityTimeout = request.Limits.ActivityTimeout,
            Dry = request.Order.Options.Dry,
            Named = NamedActivities(experiment.Source),
        };
        return configuration.Entries.Any(static entry => Tolerances.IsProbe(entry.Value))
            ? context with { Substitution = new(await FindAsync(configuration, secrets, context, progress, stop), secrets) }
            : context;
    }

    /// <summary>Each probe sees the keys above it. One that fails leaves its key out, and the run goes on.</summary>
    private static async Task<DataNode.Mapping> FindAsync(
        DataNode.Mapping configuration, DataNode.Mapping secrets, NativeContext context, IProgress<RunEvent> progress, CancellationToken stop)
    {
        var found = DataNode.Mapping.Empty;
        var failed = new List<string>();
        foreach (var entry in configuration.Entries)
        {
            var value = entry.Value;
            if (Tolerances.IsProbe(value))
            {
                value = await AskAsync((DataNode.Mapping)value, context with { Substitution = new(found, secrets) }, stop);
                if (value is null)
                {
                    failed.Add(entry.Name);
                    continue;
                }
            }

            found = new(found.Entries.Add(entry with { Value = value }));
        }

        if (failed.Count > 0)
            progress.Report(new RunEvent.LogLine("Some of the dynamic configuration failed to be loaded: " + string.Join(", ", failed)) { At = context.Clock.GetUtcNow() });
        return found;
    }

    private static async Task<DataNode?> AskAsync(DataNode.Mapping probe, NativeContext context, CancellationToken stop)
    {
        try
        {
            var output = await ProviderCall.RunAsync(probe, context, stop);
            if (output is not DataNode.Mapping result) return null;
            if (result["stdout"] is DataNode.Text text) return result["status"] is DataNode.Integer { Value.IsZero: true } ? DataNode.Of(text.Value.Trim()) : null;
            return result["body"];
        }
        catch (Exception exception) when (exception is ActivityFailedException or ExperimentErrorException)
        {
            return null;
        }
    }

    /// <summary>Activities by name, those of the hypothesis over those of the method. Rollbacks cannot be referred to.</summary>
    private static Dictionary<string, DataNode.Mapping> NamedActivities(DataNode.Mapping experiment)
    {
        var named = new Dictionary<string, DataNode.Mapping>(StringComparer.Ordinal);
        var hypothesis = (experiment[ExperimentReader.HypothesisKey] as DataNode.Mapping)?["probes"];
        foreach (var list in new[] { experiment["method"], hypothesis }.OfType<DataNode.Sequence>())
        {
            foreach (var activity in list.Items.OfType<DataNode.Mapping>())
            {
                if (activity["name"] is DataNode.Text { Value: { Length: > 0 } name }) named[name] = activity;
            }
        }

        return named;
    }
}
