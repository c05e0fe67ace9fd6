using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Commands;

/// <summary>The options of <c>reliably run</c> that say how an experiment is run: those of <c>chaos run</c>, and the choice of the engine.</summary>
internal sealed class RunOptionsSyntax
{
    private readonly Option<string> runner = Choice("--runner", "Which engine runs it: the Chaos Toolkit where it is installed, else our own.", ["auto", "chaostoolkit", "native"]);
    private readonly Option<string> dry = Choice("--dry", "Does not carry out the chosen activities, or skips pauses.", RunStrategies.DryNames);
    private readonly Option<string> rollbacks = Choice("--rollback-strategy", "When rollbacks are played (default: the experiment's own, else always).", RunStrategies.RollbackNames);
    private readonly Option<string> hypothesis = Choice("--hypothesis-strategy", "When the hypothesis is looked at.", RunStrategies.HypothesisNames);
    private readonly Option<string?> frequency = new("--hypothesis-frequency") { Description = "Seconds between two looks at the hypothesis during the method (default: 1)." };
    private readonly Option<bool> failFast = new("--fail-fast") { Description = "Ends the run at the first look during the method that is out of tolerance." };
    private readonly Option<bool> noValidation = new("--no-validation") { Description = "Runs it whatever is wrong with it." };
    private readonly Option<bool> compat = new("--compat") { Description = "The Chaos Toolkit's own defaults instead of ours: the rollback strategy is then 'default'." };
    private readonly Option<string?> settings = new("--settings") { Description = "The Chaos Toolkit's settings file (default: its own, ~/.chaostoolkit/settings.yaml)." };
    private readonly Option<string[]> variables = new("--var") { Description = "A value for the experiment's configuration: key=value or key:type=value.", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> files = new("--var-file") { Description = "Values for configuration and secrets (.yaml, .json), or variables (KEY=VALUE lines)." };

    public RunOptionsSyntax()
    {
        frequency.AcceptOnlyFrom(0, double.MaxValue, "--hypothesis-frequency is a number of seconds.");
        variables.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(static token => token.Value))
            {
                if (ProblemOf(text) is { } problem) result.AddError("--var " + problem);
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[runner, variables, files, dry, rollbacks, hypothesis, frequency, failFast, noValidation, compat, settings]) command.Options.Add(option);
    }

    public RunOptions Read(ParseResult parsed) => new()
    {
        Runner = parsed.GetValue(runner) switch { "chaostoolkit" => RunnerChoice.ChaosToolkit, "native" => RunnerChoice.Native, _ => RunnerChoice.Auto },
        RollbackStrategy = parsed.GetValue(rollbacks) is { } strategy ? new(strategy, "command line") : null,
        HypothesisStrategy = parsed.GetValue(hypothesis),
        HypothesisFrequency = parsed.GetValue(frequency) is { } seconds ? double.Parse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture) : null,
        FailFast = parsed.GetValue(failFast),
        Dry = parsed.GetValue(dry),
        NoValidation = parsed.GetValue(noValidation),
        Compat = parsed.GetValue(compat),
        Settings = parsed.GetValue(settings),
        Variables = [.. (parsed.GetValue(variables) ?? []).Select(VariableTypes.ParseOption)],
        VariableFiles = [.. parsed.GetValue(files) ?? []],
    };

    private static Option<string> Choice(string name, string description, ImmutableArray<string> values)
    {
        var option = new Option<string>(name) { Description = $"{description} One of {string.Join(", ", values)}." };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && !values.Contains(value)) result.AddError($"{name} is one of {string.Join(", ", values)}, not '{value}'.");
        });
        option.CompletionSources.Add([.. values]);
        return option;
    }

    private static string? ProblemOf(string text)
    {
        try
        {
            VariableTypes.ParseOption(text);
            return null;
        }
        catch (ExperimentErrorException exception)
        {
            return exception.Message;
        }
    }
}
