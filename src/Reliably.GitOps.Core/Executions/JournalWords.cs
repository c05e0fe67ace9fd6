using System.Buffers;
using System.Collections.Immutable;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The words of journals and experiments themselves: names of their fields, and the values that some of them have by definition. A field that
/// holds anything else is no word of the journal, whatever it is called.
/// </summary>
internal static class JournalWords
{
    /// <summary>Stands for everything below arguments, outputs and the like, where no word is the journal's own.</summary>
    public const string Data = "(data)";

    private static readonly ImmutableHashSet<string> Fields =
    [
        "chaoslib-version", "platform", "node", "experiment", "start", "status", "deviated", "steady_states", "before", "during", "after", "run", "rollbacks", "end", "duration",
        "steady_state_met", "probes", "activity", "output", "exception", "tolerance_met", "dry", "version", "title", "description", "tags", "type", "name", "ref", "provider", "path",
        "arguments", "timeout", "url", "method", "headers", "verify_tls", "max_retries", "expected_status", "module", "func", "background", "pauses", "tolerance", "pattern", "target",
        "count", "expect", "range", "configuration", "secrets", "steady-state-hypothesis", "runtime", "strategy", "hypothesis", "frequency", "fail_fast", "controls", "scope", "automatic",
        "extensions", "contributions", "key", "default", "env_var_type", "value",
    ];

    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> Values = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        Of("status", "completed", "failed", "aborted", "interrupted", "succeeded", "deviated"),
        Of("type", "action", "probe", "process", "http", "python", "regex", "jsonpath", "range"),
        Of("dry", "actions", "probes", "activities", "pause"),
        Of("strategy", "default", "always", "never", "deviated", "before-method-only", "after-method-only", "during-method-only", "continuously", "continously", "skip"),
        Of("scope", "before", "after"),
    ]);

    private static readonly SearchValues<char> OfTimes = SearchValues.Create("0123456789-:.+TZ ");

    public static bool IsField(string name) => Fields.Contains(name);

    /// <summary>Whether a value is one that its field has by definition.</summary>
    public static bool IsOwn(string? field, string value) => field switch
    {
        null or Data => false,
        "start" or "end" => value.Length <= 35 && value.AsSpan().IndexOfAnyExcept(OfTimes) < 0,
        _ => Values.TryGetValue(field, out var words) && words.Contains(value),
    };

    private static KeyValuePair<string, ImmutableHashSet<string>> Of(string field, params ImmutableHashSet<string> words) => new(field, words);
}
