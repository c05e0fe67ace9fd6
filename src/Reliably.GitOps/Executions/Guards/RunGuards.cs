using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Integrations;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>
/// The guards of one run: asked before it, and watched while it runs. They stop and hold the run through its control, so everything they do is
/// recorded there. Hears the run's events on their way to whoever listens.
/// </summary>
internal sealed class RunGuards(ExecutionOrder order, ExecutionSurroundings surroundings, RunControl control) : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource over = new();
    private readonly List<Task> watching = [];
    private readonly TimeProvider clock = surroundings.Clock;
    private ITimer? looking;
    private bool entered;

    private bool Guarded => !order.Unguarded;

    /// <summary>Why the run may not begin as things stand, before anything of it is made; null where nothing stands in its way.</summary>
    public string? Obstacle()
    {
        if (!Guarded) return null;
        if (!order.Guards.Missing.IsEmpty)
        {
            var reason = $"The guard '{order.Guards.Missing[0]}' is missing or broken, and a run without it must not be.";
            control.Record("guard", reason, null);
            return reason;
        }

        if (surroundings.Obstacles is not { } obstacles) return null;
        if (obstacles.Enter(order) is not { } obstacle)
        {
            entered = true;
            return null;
        }

        control.Record(obstacle.Kind, obstacle.Reason, obstacle.Who);
        return obstacle.Reason;
    }

    /// <summary>Asks the pre-checks in order and then each safeguard once; the first no refuses the run.</summary>
    public Task<string?> RefusalAsync(GuardAsker asker) => !Guarded ? Task.FromResult<string?>(null) : order.Guards.Questions.Any() ? AskAllAsync(asker) : Task.FromResult(Standing());

    private async Task<string?> AskAllAsync(GuardAsker asker)
    {
        foreach (var (kind, slug, question) in order.Guards.Questions)
        {
            var answer = await asker.AskAsync(slug, question, control.Signals.Interrupt);
            if (control.Stopped is { } stopped) return "It was not begun. " + stopped.Text;
            if (Heard(kind, question, answer) is { } refusal) return refusal;
        }

        return Standing(); // answers take time, and an emergency waits for none
    }

    private string? Standing()
    {
        if (surroundings.Obstacles?.Standing() is not { } obstacle) return null;
        control.Record(obstacle.Kind, obstacle.Reason, obstacle.Who);
        return obstacle.Reason;
    }

    /// <summary>Begins to watch.</summary>
    public void Watch(GuardAsker asker)
    {
        if (!Guarded) return;
        if (surroundings.Obstacles is not null) looking = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
        foreach (var guard in order.Guards.Safeguards) watching.Add(StopWhereItBreaks(guard, Task.Run(() => KeepAskingAsync(guard, asker))));
    }

    /// <summary>Passes the run's events on, and holds the run where an automatic pause wants it.</summary>
    public IProgress<RunEvent> Listening(IProgress<RunEvent> next) => Guarded && !order.Guards.AutoPauses.IsEmpty ? new AutoPausing(order.Guards.AutoPauses, control, next) : next;

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        if (looking is not null) await looking.DisposeAsync();
        foreach (var watch in watching) await watch;
        if (entered) surroundings.Obstacles!.Leave(order);
        over.Dispose();
    }

    private string? Heard(string kind, GuardQuestion question, GuardAnswer answer)
    {
        control.Record(kind, $"'{question.Title}' says {(answer.Ok ? "yes" : "no")}: {answer.Reason}.", null);
        return answer.Ok ? null : $"The {kind} '{question.Title}' says no: {answer.Reason}.";
    }

    private void Look()
    {
        if (control.Stopped is not null || surroundings.Obstacles!.Standing() is not { } obstacle) return;
        control.Stop(new() { Kind = obstacle.Kind, Who = obstacle.Who, Why = obstacle.Reason, Sentence = obstacle.Reason });
    }

    private async Task KeepAskingAsync(Integration.Safeguard guard, GuardAsker asker)
    {
        var holds = false;
        while (!control.RollingBack)
        {
            await Task.Delay(guard.Frequency, clock, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested) return;
            var answer = await asker.AskAsync(guard.Slug, guard.Question, over.Token);
            if (over.IsCancellationRequested) return;
            if (guard.Pauses) holds = Hold(guard.Question, answer, holds);
            else if (!answer.Ok)
            {
                Stop(guard, answer.Reason);
                return;
            }
        }
    }

    private void Stop(Integration.Safeguard guard, string reason)
    {
        var sentence = $"The safeguard '{guard.Question.Title}' stopped the run: {reason}.";
        control.Stop(new() { Kind = "safeguard", Why = reason, Sentence = sentence, Halts = true });
    }

    /// <summary>Holds the run at a no and lets it go on at the next yes. A pause of somebody else is left alone.</summary>
    private bool Hold(GuardQuestion question, GuardAnswer answer, bool holds)
    {
        var who = $"the safeguard '{question.Title}'";
        if (holds && answer.Ok)
        {
            if (control.Paused?.Who == who) control.Resume(who, answer.Reason);
            return false;
        }

        return holds || (!answer.Ok && control.Paused is null && control.Pause(null, who, answer.Reason).Done);
    }

    /// <summary>A safeguard that breaks has not said yes.</summary>
    private async Task StopWhereItBreaks(Integration.Safeguard guard, Task asking)
    {
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asking.Exception is { } broken) Stop(guard, "it broke: " + broken.InnerException!.Message);
    }
}
