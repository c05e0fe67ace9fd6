using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>Times that an experiment asks for.</summary>
internal static class Pause
{
    /// <summary>Seconds of a number (true is 1); null for anything else.</summary>
    public static double? SecondsOf(DataNode? node) => node switch
    {
        DataNode.Integer integer => (double)integer.Value,
        DataNode.Float number => number.Value,
        DataNode.Boolean boolean => boolean.Value ? 1 : 0,
        _ => null,
    };

    /// <summary>The longest time there is stands for every longer one.</summary>
    public static TimeSpan Span(double seconds) =>
        seconds is not >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(24).TotalSeconds));

    /// <summary>Waits as long as a pause says.</summary>
    /// <exception cref="ExperimentErrorException">It is not a number, or negative.</exception>
    public static Task WaitAsync(DataNode? pause, TimeProvider clock, CancellationToken stop) => SecondsOf(pause) switch
    {
        null => throw new ExperimentErrorException($"A pause must be a number of seconds, not {PythonText.Repr(pause!)}."),
        < 0 or double.NaN => throw new ExperimentErrorException("A pause cannot be negative."),
        var seconds => Task.Delay(Span(seconds.Value), clock, stop),
    };
}
