namespace Reliably.GitOps.Executions;

/// <summary>
/// The words of journals and experiments themselves: names of their fields, and the values that some of them have by definition. A field that
/// holds anything else is no word of the journal, whatever it is called.
/// </summary>
internal static class JournalWords
{
    /// <summary>Stands for everything below arguments, outputs and the like, where no word is the journal's own.</summary>
    public const string Data = "(data)";

    public static bool IsField(string name) => name is
        "chaoslib-version" or "platform" or "node" or "experiment" or "start" or "status" or "deviated" or "steady_states" or "before" or "during" or "after" or "run" or "rollbacks"
        or "end" or "duration" or "steady_state_met" or "probes" or "activity" or "output" or "exception" or "tolerance_met" or "dry" or "version" or "title" or "description" or "tags"
        or "type" or "name" or "ref" or "provider" or "path" or "arguments" or "timeout" or "url" or "method" or "headers" or "verify_tls" or "max_retries" or "expected_status"
        or "module" or "func" or "background" or "pauses" or "tolerance" or "pattern" or "target" or "count" or "expect" or "range" or "configuration" or "secrets"
        or "steady-state-hypothesis" or "runtime" or "strategy" or "hypothesis" or "frequency" or "fail_fast" or "controls" or "scope" or "automatic" or "extensions" or "contributions"
        or "key" or "default" or "env_var_type" or "value";

    /// <summary>Whether a value is one that its field has by definition.</summary>
    public static bool IsOwn(string? field, string value) => field switch
    {
        "start" or "end" => value.Length <= 35 && value.All(static c => char.IsAsciiDigit(c) || c is '-' or ':' or '.' or '+' or 'T' or 'Z' or ' '),
        "status" => value is "completed" or "failed" or "aborted" or "interrupted" or "succeeded" or "deviated",
        "type" => value is "action" or "probe" or "process" or "http" or "python" or "regex" or "jsonpath" or "range",
        "dry" => value is "actions" or "probes" or "activities" or "pause",
        "strategy" => value is "default" or "always" or "never" or "deviated" or "before-method-only" or "after-method-only" or "during-method-only" or "continuously" or "continously" or "skip",
        "scope" => value is "before" or "after",
        _ => false,
    };
}
