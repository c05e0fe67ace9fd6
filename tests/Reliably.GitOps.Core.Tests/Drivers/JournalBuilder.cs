using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Drivers;

/// <summary>Tells what happened in a run, step by step, and gives the journal that the Chaos Toolkit would have written.</summary>
internal sealed class JournalBuilder
{
    private readonly DateTimeOffset start;
    private readonly List<DataNode> run = [];
    private readonly List<DataNode> rollbacks = [];
    private readonly List<DataNode> during = [];
    private readonly List<DataNode> method = [];
    private DateTimeOffset clock;
    private DataNode before = DataNode.None;
    private DataNode after = DataNode.None;
    private string status = "completed";
    private bool deviated;
    private string? dry;
    private string title = "Checkout survives losing a replica";

    private JournalBuilder(DateTimeOffset start) => this.start = clock = start;

    public static JournalBuilder At(string start) => new(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    public static DataNode Json(string json) => JsonReader.Parse(json);

    public JournalBuilder Titled(string text) => Do(() => title = text);

    public JournalBuilder Before(bool met, params DataNode[] probes) => Do(() => before = State(met, probes));

    public JournalBuilder During(bool met, params DataNode[] probes) => Do(() => during.Add(State(met, probes)));

    public JournalBuilder After(bool met, params DataNode[] probes) => Do(() =>
    {
        after = State(met, probes);
        deviated |= !met;
    });

    public JournalBuilder Ran(DataNode activity) => Do(() =>
    {
        run.Add(activity);
        method.Add(((DataNode.Mapping)activity)["activity"]!);
    });

    public JournalBuilder Skipped(DataNode activity) => Do(() => method.Add(((DataNode.Mapping)activity)["activity"]!));

    public JournalBuilder RolledBack(DataNode activity) => Do(() => rollbacks.Add(activity));

    public JournalBuilder Ended(string how) => Do(() => status = how);

    public JournalBuilder Dry(string mode) => Do(() => dry = mode);

    public JournalBuilder Waits(double seconds) => Do(() => clock += TimeSpan.FromSeconds(seconds));

    /// <summary>An HTTP probe that answered.</summary>
    public DataNode Probe(string name = "front door answers", int answered = 200, bool? met = true) =>
        Activity("probe", name, $$"""{"type": "http", "url": "http://127.0.0.1:8080/", "timeout": 3}""", "200", $$$"""{"status": {{{answered}}}, "headers": {"Content-Type": "text/plain"}, "body": "hello"}""", "succeeded", met);

    /// <summary>A process action.</summary>
    public DataNode Action(string name = "kill a replica", string? outcome = "succeeded") => Activity(
        "action", name, """{"type": "process", "path": "pkill", "arguments": ["-9", "-f", "replica-2"]}""", null, """{"status": 0, "stdout": "killed 4711\n", "stderr": ""}""", outcome, null);

    public DataNode Activity(string type, string name, string provider, string? tolerance, string output, string? outcome, bool? met)
    {
        var definition = DataNode.Mapping.Create(("type", DataNode.Of(type)), ("name", DataNode.Of(name)), ("provider", Json(provider)));
        if (tolerance is not null) definition = definition.With("tolerance", Json(tolerance));
        var began = clock;
        clock += TimeSpan.FromMilliseconds(412.5);
        var entry = DataNode.Mapping.Create(("activity", definition), ("output", outcome == "succeeded" ? Json(output) : DataNode.None), ("start", Time(began)));
        if (outcome is not null) entry = entry.With("status", DataNode.Of(outcome));
        if (outcome == "failed") entry = entry.With("exception", Json("""["Traceback (most recent call last):\n", "chaoslib.exceptions.ActivityFailed: it could not be done\n"]"""));
        entry = entry.With("end", Time(clock)).With("duration", DataNode.Of(0.4125));
        return met is { } tolerated ? entry.With("tolerance_met", DataNode.Of(tolerated)) : entry;
    }

    public DataNode.Mapping ToNode() => DataNode.Mapping.Create(
        ("chaoslib-version", DataNode.Of("1.45.0")),
        ("platform", DataNode.Of("Linux-6.1-x86_64")),
        ("node", DataNode.Of("runner-1")),
        ("experiment", DataNode.Mapping.Create(
            ("title", DataNode.Of(title)),
            ("description", DataNode.Of("One replica dies; nobody notices.")),
            ("steady-state-hypothesis", DataNode.Mapping.Create(("title", DataNode.Of("The shop sells")), ("probes", DataNode.Sequence.Empty))),
            ("method", new DataNode.Sequence([.. method])),
            ("rollbacks", DataNode.Sequence.Empty),
            ("dry", dry is null ? DataNode.None : DataNode.Of(dry)))),
        ("start", Time(start)),
        ("status", DataNode.Of(status)),
        ("deviated", DataNode.Of(deviated)),
        ("steady_states", DataNode.Mapping.Create(("before", before), ("after", after), ("during", new DataNode.Sequence([.. during])))),
        ("run", new DataNode.Sequence([.. run])),
        ("rollbacks", new DataNode.Sequence([.. rollbacks])),
        ("end", Time(clock)),
        ("duration", DataNode.Of((clock - start).TotalSeconds)));

    public Journal ToJournal() => Journal.Read(ToNode());

    public string ToText() => JsonWriter.Indented(ToNode());

    private static DataNode.Mapping State(bool met, DataNode[] probes) =>
        DataNode.Mapping.Create(("steady_state_met", DataNode.Of(met)), ("probes", new DataNode.Sequence([.. probes])));

    private static DataNode.Text Time(DateTimeOffset time) => DataNode.Of(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));

    private JournalBuilder Do(Action step)
    {
        step();
        return this;
    }
}
