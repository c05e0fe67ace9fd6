using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Executions.ChaosToolkit;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>The engine of the experiment that an image holds.</summary>
internal sealed record ContainerProgram(string Name, bool IsChaosToolkit)
{
    public static ContainerProgram ChaosToolkit { get; } = new("chaos", true);

    /// <summary>Ours, from our own image or one made of it.</summary>
    public static ContainerProgram Reliably { get; } = new("reliably", false);

    /// <summary>The ones to try, in order. Only ours takes the hypothesis strategy <c>skip</c> from outside.</summary>
    public static ImmutableArray<ContainerProgram> Of(RunOptions options) => options.Runner switch
    {
        RunnerChoice.ChaosToolkit => [ChaosToolkit],
        RunnerChoice.Native => [Reliably],
        _ => options.HypothesisStrategy == "skip" ? [Reliably] : [ChaosToolkit, Reliably],
    };

    public ImmutableArray<string> ArgumentsOf(ContainerFiles files) => IsChaosToolkit ? ChaosCommandLine.Of(files.Request, files.Inside) : Native(files);

    private static ImmutableArray<string> Native(ContainerFiles files)
    {
        var options = files.Request.Order.Options;
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.AddRange("run", files.Inside.Experiment, "--runner", "native", "--journal", files.Inside.Journal, "--quiet");
        if (files.Inside.Control is { } control) arguments.AddRange("--remote", control.Folder + "/control.sock");
        if (files.Request.RollbackStrategy is { Source: not "experiment" } strategy) arguments.AddRange("--rollback-strategy", strategy.Value);
        if (options.HypothesisStrategy is { } hypothesis) arguments.AddRange("--hypothesis-strategy", hypothesis);
        if (options.HypothesisFrequency is { } frequency) arguments.AddRange("--hypothesis-frequency", frequency.ToString("R", CultureInfo.InvariantCulture));
        if (options.FailFast) arguments.Add("--fail-fast");
        if (options.Dry is { } dry) arguments.AddRange("--dry", dry);
        if (options.NoValidation) arguments.Add("--no-validation");
        foreach (var file in options.VariableFiles) arguments.AddRange("--var-file", file);
        return arguments.ToImmutable();
    }
}
