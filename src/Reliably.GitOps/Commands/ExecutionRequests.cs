using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Commands;

/// <summary>What <c>stop</c>, <c>pause</c> and <c>resume</c> share: they find an execution that runs on this machine, and ask.</summary>
internal sealed class ExecutionRequests
{
    private readonly Argument<string?> execution = new("EXECUTION")
    {
        Description = "Identifier of a running execution, or the beginning of it or of its last part. Left out: lists what runs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> why = new("--why") { Description = "The reason, for the record." };
    private readonly Option<string?> data = new("--data") { Description = "Data folder of a service, where its executions are not found without (default: the variable RELIABLY_DATA)." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(execution);
        command.Options.Add(why);
        command.Options.Add(data);
    }

    /// <summary>Asks, and says what came of it: 0 when it has an effect, 1 when not.</summary>
    /// <exception cref="CannotRunException">There is no such execution, or none answers.</exception>
    public async Task<int> AskAsync(Terminal terminal, ParseResult parsed, ControlRequest request, CancellationToken stop)
    {
        var named = parsed.GetValue(data) ?? terminal.Variables.GetValueOrDefault("RELIABLY_DATA");
        var folder = string.IsNullOrEmpty(named) ? null : Path.GetFullPath(named, terminal.WorkingFolder);
        var running = await ReachableExecution.ListAsync(terminal.Variables, folder, stop);
        if (parsed.GetValue(execution) is not { Length: > 0 } id)
        {
            await terminal.Error.WriteLineAsync($"reliably: which execution? {Listed(running)}");
            return ExitCodes.WrongUsage;
        }

        var one = Find(running, id);
        var asked = request with { Execution = one.Listed.Id.Value, Who = CallerOf(terminal), Why = parsed.GetValue(why) };
        var reply = await ControlSocket.AskAsync(one.Socket, asked, stop)
            ?? throw new CannotRunException($"{one.Listed.Id} did not answer.", "It has ended meanwhile, or its process hangs; ask again to see.");
        await (reply.Answer.Done ? terminal.Output : terminal.Error).WriteLineAsync($"{one.Listed.Id} {one.Listed.Experiment}: {reply.Answer.Text}");
        return reply.Answer.Done ? ExitCodes.Ok : ExitCodes.Problems;
    }

    private static ReachableExecution Find(ImmutableArray<ReachableExecution> running, string id) => running.Where(item => item.IsNamed(id)).ToList() switch
    {
        [var one] => one,
        [] => throw new CannotRunException($"No execution '{id}' runs here under your account.", Listed(running)),
        var several => throw new CannotRunException($"'{id}' may be any of {several.Count} executions.", Listed([.. several])),
    };

    private static string Listed(ImmutableArray<ReachableExecution> running) => running.IsEmpty
        ? "Nothing runs that your account could direct. A service that another account runs, or in another container, is asked there; --data names its data folder."
        : "These run:" + string.Concat(running.Select(static item => string.Create(
            CultureInfo.InvariantCulture,
            $"\n  {item.Listed.Id}  {item.Listed.Status,-12}  since {item.Listed.Started.UtcDateTime:HH:mm:ss}Z  {item.Listed.Experiment}{(item.Listed.Plan is { } plan ? $" (plan {plan})" : "")}")));

    private static string? CallerOf(Terminal terminal)
    {
        foreach (var name in (ReadOnlySpan<string>)["SUDO_USER", "USER", "LOGNAME"])
        {
            if (terminal.Variables.GetValueOrDefault(name) is { Length: > 0 } user) return user;
        }

        return null; // the other side knows the account
    }
}
