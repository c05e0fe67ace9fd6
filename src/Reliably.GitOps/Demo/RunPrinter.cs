using System.Globalization;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Demo;

/// <summary>
/// Tells a run as it goes, one line an activity. On a terminal the activity under way stands on a line that the next one overwrites, and
/// marks have colours; elsewhere there are plain lines only.
/// </summary>
internal sealed class RunPrinter(Terminal terminal)
{
    private bool unfinished;

    public void Title(string title, string from) => Line(Paint(Ink.Strong, HarmlessText.InLine(title)) + Paint(Ink.Faint, "  " + HarmlessText.InLine(from)));

    public void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.ActivityStarted started: Begin($"  {Name(started.Phase)}{HarmlessText.InLine(started.Name)} …"); break;
            case RunEvent.ActivityEnded ended: Line("  " + Name(ended.Phase) + Describe(ended)); break;
            case RunEvent.Intervened { Event.Kind: not "rollback" } intervened: Line("  " + Paint(Ink.Middling, HarmlessText.InLine(intervened.Event.Line))); break;
            case RunEvent.HypothesisEnded { Phase: not RunPhase.HypothesisDuring } hypothesis: Line("  " + Name(hypothesis.Phase) + Describe(hypothesis.Met)); break;
            case RunEvent.HypothesisEnded { Met: false } hypothesis: Line("  " + Name(hypothesis.Phase) + Describe(hypothesis.Met)); break;
        }
    }

    public void End(ExecutionRecord record)
    {
        var ink = record.Verdict switch
        {
            Verdict.Passed => Ink.Good,
            Verdict.Wobbled or Verdict.Dirty or Verdict.Failed or Verdict.NotInjected or Verdict.Unverified or Verdict.BaselineUnmet => Ink.Middling,
            _ => Ink.Bad,
        };
        Line("  " + Paint(ink, Verdicts.NameOf(record.Verdict)) + ": " + HarmlessText.InLine(record.VerdictReason));
        Line("");
    }

    /// <summary>A line of its own.</summary>
    public void Line(string text)
    {
        Erase();
        terminal.Error.WriteLine(text);
    }

    public string Paint(Ink ink, string text) => terminal.Interactive ? $"\e[{(int)ink}m{text}\e[0m" : text;

    /// <summary>A line that stays only until the next one; nothing where lines cannot be taken back.</summary>
    private void Begin(string text)
    {
        if (!terminal.Interactive) return;
        Erase();
        terminal.Error.Write(Paint(Ink.Faint, text));
        unfinished = true;
    }

    private void Erase()
    {
        if (!unfinished) return;
        terminal.Error.Write("\r\e[2K");
        unfinished = false;
    }

    private string Describe(RunEvent.ActivityEnded ended)
    {
        var (ink, mark, word) = ended switch
        {
            { Succeeded: false } => (Ink.Bad, "✗", "failed"),
            { ToleranceMet: false } => (Ink.Bad, "✗", "out of tolerance"),
            { ToleranceMet: true } => (Ink.Good, "✓", "within tolerance"),
            _ => (Ink.Good, "✓", "done"),
        };
        var time = ended.Duration is { } duration ? string.Create(CultureInfo.InvariantCulture, $", {duration.TotalSeconds:F2} s") : "";
        var name = HarmlessText.InLine(ended.Name);
        return terminal.Interactive ? $"{Paint(ink, mark)} {name}{Paint(Ink.Faint, time)}" : $"{name}: {word}{time}";
    }

    private string Describe(bool met) => met ? Paint(Ink.Good, "hypothesis met") : Paint(Ink.Bad, "hypothesis not met");

    private static string Name(RunPhase phase) => phase switch
    {
        RunPhase.HypothesisBefore => "before     ",
        RunPhase.HypothesisDuring => "during     ",
        RunPhase.Method => "method     ",
        RunPhase.HypothesisAfter => "after      ",
        _ => "rollbacks  ",
    };
}

/// <summary>Colours, by their numbers in a terminal's escape sequence.</summary>
internal enum Ink
{
    Strong = 1,
    Faint = 2,
    Bad = 31,
    Good = 32,
    Middling = 33,
}
