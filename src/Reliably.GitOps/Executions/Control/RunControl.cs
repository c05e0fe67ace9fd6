using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// Everything that may happen to one run from outside: stop, pause, resume, kill. Whoever asks – a person, a guard, a clock, the service –
/// asks here, and what came of it is recorded with who and why. Safe from any thread; one for each execution.
/// </summary>
public sealed class RunControl : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly PauseGate pauses;
    private readonly CancellationTokenSource interrupt = new();
    private readonly CancellationTokenSource noRollbacks = new();
    private readonly CancellationTokenSource kill = new();
    private ImmutableArray<ExecutionEvent> events = [];
    private int told;
    private bool telling;
    private StopRequest? stopped;
    private bool waiting;
    private bool rollingBack;
    private bool over;

    public RunControl(TimeProvider clock)
    {
        this.clock = new SteadyClock(clock);
        pauses = new(this.clock) { RanOut = _ => Record("resumed", "the time of the pause was over", null) };
    }

    /// <summary>A stop cuts off rollbacks that are being played, as the Chaos Toolkit does it; else they are left to end.</summary>
    internal bool StopCutsRollbacks { get; set; }

    /// <summary>Its turn has not come: nothing of it runs. Whoever stops it keeps it from beginning, whoever pauses it from its turn.</summary>
    internal bool Waiting
    {
        get
        {
            lock (gate) return waiting;
        }

        set
        {
            lock (gate) waiting = value;
        }
    }

    /// <summary>Hides secrets in what people say; set before the run begins.</summary>
    internal Func<string, string> Mask { get; set; } = static text => text;

    /// <summary>Called after each event, in order, on the thread of whoever made one happen. It must be quick.</summary>
    public Action<ExecutionEvent>? Happened { get; set; }

    /// <summary>What a runner obeys.</summary>
    public RunSignals Signals => new(interrupt.Token, kill.Token) { NoRollbacks = noRollbacks.Token, Pauses = pauses };

    /// <summary>What happened from outside so far, in order.</summary>
    public ImmutableArray<ExecutionEvent> Events
    {
        get
        {
            lock (gate) return events;
        }
    }

    /// <summary>Why the run is being ended; null while it is not. The first request counts.</summary>
    public StopRequest? Stopped
    {
        get
        {
            lock (gate) return stopped;
        }
    }

    /// <summary>The pause that is on.</summary>
    public RunPause? Paused => pauses.Current;

    /// <summary>Rollbacks are being played: there is nothing to pause, and a stop lets them end.</summary>
    public bool RollingBack
    {
        get
        {
            lock (gate) return rollingBack;
        }
    }

    /// <summary>In a word or two: <c>waiting</c>, <c>held</c> (waiting and paused), <c>given up</c> (stopped while it waited), <c>running</c>, <c>paused</c>, <c>stopping</c> or <c>rolling back</c>.</summary>
    public string Status
    {
        get
        {
            lock (gate)
            {
                return (waiting, rollingBack, stopped is not null, pauses.Current is not null) switch
                {
                    (true, _, true, _) => "given up",
                    (true, _, _, true) => "held",
                    (true, _, _, _) => "waiting",
                    (_, true, _, _) => "rolling back",
                    (_, _, true, _) => "stopping",
                    (_, _, _, true) => "paused",
                    _ => "running",
                };
            }
        }
    }

    /// <summary>Ends the current activity and plays rollbacks by strategy, or none. A second request without rollbacks cuts rollbacks off.</summary>
    public ControlAnswer Stop(StopRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ControlAnswer answer;
        lock (gate)
        {
            if (Refusal(request) is { } refusal) return refusal;
            answer = new(true, EffectOf(request));
            stopped ??= request;
            Note(request.Kind, waiting ? "before its turn came" + Because(request.Why) : request.Detail, request.Who);
            pauses.GiveUp();
            if (!request.Rollbacks) _ = noRollbacks.CancelAsync();
            _ = interrupt.CancelAsync();
        }

        Tell();
        return answer;
    }

    /// <summary>Ends everything at once, without rollbacks.</summary>
    public ControlAnswer Kill(string? who, string? why)
    {
        lock (gate)
        {
            if (over) return new(false, "The run has ended.");
            if (kill.IsCancellationRequested) return new(false, "The run is being ended already.");
            stopped ??= new() { Who = who, Why = why, Rollbacks = false, Kind = "killed" };
            Note("killed", $"everything at once, without rollbacks{Because(why)}", who);
            pauses.GiveUp();
            _ = kill.CancelAsync();
        }

        Tell();
        return new(true, "Everything is ended at once, without rollbacks.");
    }

    /// <summary>Holds the run before its next activity, until somebody resumes or the time is over. A pause of a paused run replaces its end.</summary>
    public ControlAnswer Pause(TimeSpan? time, string? who, string? why)
    {
        var now = clock.GetUtcNow();
        var pause = new RunPause(now, time is { } given ? now + given : null, who, why);
        lock (gate)
        {
            if (over) return new(false, "The run has ended.");
            if (stopped is not null) return new(false, "The run is being stopped: there is nothing to pause.");
            if (rollingBack) return new(false, "Rollbacks are being played: there is nothing to pause.");
            if (!pauses.Close(pause)) return new(false, "The run cannot be paused any more.");
        }

        var until = pause.Until is { } end ? string.Create(CultureInfo.InvariantCulture, $"until {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}") : "until it is resumed";
        Record("paused", until + Because(why), who);
        return new(true, Waiting ? $"It is kept from its turn {until}." : $"The run is paused {until}; an activity that runs now is left to end.");
    }

    /// <summary>Lets a paused run go on.</summary>
    public ControlAnswer Resume(string? who, string? why)
    {
        var waited = Waiting;
        if (pauses.Open() is null) return new(false, "The run is not paused.");
        Record("resumed", why ?? "it goes on", who);
        return new(true, waited ? "It begins when its turn comes." : "The run goes on.");
    }

    /// <summary>Records something that does not change the course of the run: a guard that was asked, and what it said.</summary>
    public void Record(string kind, string detail, string? who)
    {
        lock (gate) Note(kind, detail, who);
        Tell();
    }

    /// <summary>Rollbacks are never held by a pause.</summary>
    public void RollbacksBegan()
    {
        lock (gate) rollingBack = true;
        if (pauses.Open(forGood: true) is not null) Record("resumed", "rollbacks are never held", null);
    }

    /// <summary>Nothing can be asked of the run any more.</summary>
    public void End()
    {
        lock (gate) over = true;
        pauses.GiveUp();
    }

    public void Dispose()
    {
        End();
        pauses.Dispose();
        interrupt.Dispose();
        noRollbacks.Dispose();
        kill.Dispose();
    }

    private static string Because(string? why) => why is null ? "" : "; " + why;

    private void Note(string kind, string detail, string? who)
    {
        if (!over) events = events.Add(new(clock.GetUtcNow(), kind, Mask(detail), who));
    }

    /// <summary>Tells what was not told yet, in order; no lock is held meanwhile, so that a listener may ask for something itself.</summary>
    private void Tell()
    {
        while (true)
        {
            ExecutionEvent next;
            lock (gate)
            {
                if (telling || told >= events.Length) return;
                telling = true;
                next = events[told++];
            }

            try
            {
                Happened?.Invoke(next);
            }
            finally
            {
                lock (gate) telling = false;
            }
        }
    }

    private string EffectOf(StopRequest request) => (waiting, rollingBack || stopped is not null, request.Rollbacks) switch
    {
        (true, _, _) => "It waits for its turn, and will not run.",
        (_, true, _) => "Rollbacks are cut off.",
        (_, _, true) => "The run is being stopped; rollbacks are played by strategy.",
        _ => "The run is being stopped without rollbacks.",
    };

    private ControlAnswer? Refusal(StopRequest request)
    {
        if (over) return new(false, "The run has ended.");
        if (waiting && stopped is not null) return new(false, "It is stopped already: it will not run.");
        if (kill.IsCancellationRequested || noRollbacks.IsCancellationRequested) return new(false, "The run is being ended already, without rollbacks.");
        if (!request.Rollbacks) return null;
        if (stopped is not null) return new(false, "The run is being stopped already.");
        return rollingBack && !StopCutsRollbacks ? new(false, "The run is playing its rollbacks already; they are left to end.") : null;
    }
}
