using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Native;

/// <summary>A program on the machine (<c>chaoslib.provider.process</c>; CHAOS-TOOLKIT 5).</summary>
internal static class ProcessActivity
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static async Task<DataNode> RunAsync(DataNode.Mapping provider, NativeContext context, CancellationToken stop)
    {
        var command = CommandOf(provider, context);
        try
        {
            using var child = context.Processes.Start(command);
            await using var stopping = stop.Register(child.Kill);
            using var clock = command.Timeout is { } timeout
                ? new Timer(static state => ((ChildProcess)state!).Stop(ProcessEnd.TimedOut), child, timeout, Timeout.InfiniteTimeSpan)
                : null;
            if (context.HoldsItsThread) Task.WaitAny([child.Completion], CancellationToken.None); // completes on a thread of its own, and never fails
            var result = await child.Completion;
            if (stop.IsCancellationRequested) context.Processes.EndSession(child.Id);
            stop.ThrowIfCancellationRequested();
            context.Outputs.Take(result.Output.Length + result.Error.Length);
            if (result.End == ProcessEnd.TimedOut || command.Timeout == TimeSpan.Zero) throw new ActivityFailedException("process activity took too long to complete");
            return DataNode.Mapping.Create(
                ("status", DataNode.Of(result.Status)),
                ("stdout", DataNode.Of(Decode(result.Output.Span))),
                ("stderr", DataNode.Of(Decode(result.Error.Span))));
        }
        catch (ProcessStartException exception)
        {
            throw new ExperimentErrorException(exception.Message);
        }
    }

    /// <summary>The output as text: UTF-8, else with replacement characters. (The Chaos Toolkit guesses, and guesses short UTF-8 wrong.)</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.UTF8.GetString(bytes);
        }
    }

    private static ProcessCommand CommandOf(DataNode.Mapping provider, NativeContext context)
    {
        if (provider["path"] is not DataNode.Text { Value: var written }) throw new ExperimentErrorException("The path of a process is not a text.");
        var expanded = Executables.ExpandHome(written, context.Environment.GetValueOrDefault("HOME"));
        var path = Executables.Find(expanded, context.Environment.GetValueOrDefault("PATH"), context.WorkingFolder);
        var command = new ProcessCommand
        {
            Program = "/bin/sh",
            Environment = context.Environment,
            WorkingFolder = context.WorkingFolder,
            Timeout = TimeoutOf(provider["timeout"]),
            LongestOutput = context.Outputs.Allowed,
            Stop = StopPolicy.KillChild,
        };
        var arguments = context.Substitution.ApplyToArguments(provider["arguments"]);
        if (arguments is DataNode.Text text) return command with { Arguments = ["-c", Whole($"{path ?? "None"} {text.Value}")] };
        return path is null
            ? throw new ExperimentErrorException($"There is no program '{written}' on this machine.")
            : command with { Program = path, Arguments = [.. ListOf(arguments).Select(PythonText.Of).Select(Whole)] };
    }

    /// <summary>The system would cut it short there, and the program would do something else than was written.</summary>
    private static string Whole(string argument) =>
        argument.Contains('\0', StringComparison.Ordinal) ? throw new ExperimentErrorException("An argument of a process holds a zero character.") : argument;

    /// <summary>Null and the empty text are dropped; zero and false are not.</summary>
    private static IEnumerable<DataNode> ListOf(DataNode? arguments) => (arguments switch
    {
        null => [],
        DataNode.Sequence sequence => sequence.Items.AsEnumerable(),
        DataNode.Mapping mapping => mapping.Entries.SelectMany(static entry => new[] { entry.Key, entry.Value }),
        _ => throw new ExperimentErrorException($"The arguments of a process must be a text, a list or a mapping, not {PythonText.Repr(arguments)}."),
    }).Where(static item => item is not (DataNode.Null or DataNode.Text { Value: "" }));

    private static TimeSpan? TimeoutOf(DataNode? timeout) => timeout switch
    {
        null or DataNode.Null => null,
        _ when Pause.SecondsOf(timeout) is { } seconds => Pause.Span(Math.Max(0, seconds)),
        _ => throw new ExperimentErrorException("The timeout of a process is not a number."),
    };
}
