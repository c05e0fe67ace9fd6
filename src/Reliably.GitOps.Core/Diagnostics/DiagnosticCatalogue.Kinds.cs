namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY24xx plans, RLY25xx templates, RLY26xx environments, RLY27xx the server's configuration.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule PlanWithoutExperiment { get; } = new(
        "RLY2401", Severity.Error, "A plan names what it runs: 'experiments' or 'template', {0}.", "Write either 'experiments: […]' or 'template:' with 'with:'.");

    public static DiagnosticRule WithWithoutTemplate { get; } = new(
        "RLY2402", Severity.Error, "'with' gives values to a template, and there is no 'template'.", "Add 'template:', or remove 'with'.");

    public static DiagnosticRule NoExperiments { get; } = new("RLY2403", Severity.Error, "'experiments' is empty: there is nothing to run.");

    public static DiagnosticRule BadCron { get; } = new("RLY2404", Severity.Error, "{0}", "{1}");

    public static DiagnosticRule BadTimeZone { get; } = new(
        "RLY2405", Severity.Error, "'{0}' is not the name of a time zone.", "{1}");

    public static DiagnosticRule BadInstant { get; } = new(
        "RLY2406", Severity.Error, "'{0}' is not a date and time.", "{1}");

    public static DiagnosticRule SkippedInstant { get; } = new(
        "RLY2407", Severity.Error, "{0} does not exist in {1}: the clock is put forward there.", "Choose a time an hour later or earlier.");

    public static DiagnosticRule UnknownParameter { get; } = new("RLY2501", Severity.Error, "The template '{0}' has no parameter '{1}'.", "{2}");

    public static DiagnosticRule MissingParameter { get; } = new("RLY2502", Severity.Error, "The template '{0}' needs a value for '{1}'.", "Add '{1}:' under 'with:'.");

    public static DiagnosticRule ParameterType { get; } = new("RLY2503", Severity.Error, "'{0}' must be {1}, not {2}.", "{3}");

    public static DiagnosticRule ParameterPattern { get; } = new("RLY2504", Severity.Error, "'{0}' must match {1}; '{2}' does not.");

    public static DiagnosticRule ParameterChoice { get; } = new("RLY2505", Severity.Error, "'{0}' must be one of {1}, not {2}.", "{3}");

    public static DiagnosticRule ParameterRange { get; } = new("RLY2506", Severity.Error, "'{0}' must be at {1}, not {2}.");

    public static DiagnosticRule ParameterWithoutEntry { get; } = new(
        "RLY2507", Severity.Error, "The parameter '{0}' has no entry in 'configuration'.", "Add '{0}: {type: env, key: {1}}' under 'configuration:'.");

    public static DiagnosticRule BadPattern { get; } = new("RLY2508", Severity.Error, "'{0}' is no regular expression: {1}");

    public static DiagnosticRule TemplateWithoutParameters { get; } = new(
        "RLY2509", Severity.Warning, "The template asks for nothing.", "A parameter is a configuration entry {type: env, key: RELIABLY_PARAM_…}. Without one, this is an experiment.");

    public static DiagnosticRule BadLimit { get; } = new("RLY2510", Severity.Error, "The parameter '{0}' has {1}.");

    public static DiagnosticRule MeaninglessLimit { get; } = new(
        "RLY2511", Severity.Warning, "'{0}' says nothing of a parameter of type {1}; it is ignored.", "Remove it, or change the type.");

    public static DiagnosticRule SameParameterVariable { get; } = new(
        "RLY2512", Severity.Warning, "The parameter '{0}' reads the same variable as '{1}'.", "Give each a variable of its own: where it is set, both have its value.");

    public static DiagnosticRule SecretLiteral { get; } = new(
        "RLY2601", Severity.Error, "This looks like a secret ({0}), and the repository keeps it for ever.",
        "Replace the secret where it is used, then refer to it under 'secrets:' of an environment.");

    public static DiagnosticRule BadVariableName { get; } = new(
        "RLY2602", Severity.Error, "'{0}' cannot be the name of an environment variable.", "Use letters, digits and underscores, and no digit first.");

    public static DiagnosticRule VariableTwice { get; } = new("RLY2603", Severity.Error, "The variable '{0}' is already given in line {1}.");

    public static DiagnosticRule ReservedVariable { get; } = new(
        "RLY2604", Severity.Error, "'{0}' is set by Reliably GitOps itself.", "Choose another name.");

    public static DiagnosticRule SecretWithoutPlace { get; } = new(
        "RLY2605", Severity.Error, "The secret '{0}' is given to nobody.", "Add 'var_name:' to give it as a variable or 'path:' to give it as a file.");

    public static DiagnosticRule SecretSource { get; } = new(
        "RLY2606", Severity.Error, "A secret comes from one place: '{env: NAME}', '{file: /path}' or '{command: name}'.");

    public static DiagnosticRule SecretPath { get; } = new(
        "RLY2607", Severity.Error, "'{0}' leaves the folder of secrets.", "Use a relative path without '..', such as kube/config.");

    public static DiagnosticRule SecretFilePath { get; } = new(
        "RLY2608", Severity.Error, "'{0}' is not the full path of a file.", "Begin it with '/', and leave out '.' and '..'.");

    public static DiagnosticRule SecretFileTwice { get; } = new(
        "RLY2609", Severity.Error, "'{0}' cannot be a file of its own beside '{1}' (line {2}).", "Give each secret a path of its own; no file lies inside another.");

    public static DiagnosticRule ParameterInEnvironment { get; } = new(
        "RLY2610", Severity.Warning, "'{0}' is how templates ask for a parameter: set here, it wins over the value that a plan gives.", "Give the value under 'with:' of the plan.");

    public static DiagnosticRule PublicPrivateListener { get; } = new(
        "RLY2701", Severity.Error, "'{0}' can be reached from outside, and the private pages ask nobody who they are.", "Listen on 127.0.0.1, or put a proxy that asks in front.");

    public static DiagnosticRule BadListener { get; } = new("RLY2702", Severity.Error, "'{0}' is no address to listen on.", "Write host and port: 127.0.0.1:8090.");

    public static DiagnosticRule CredentialsInUrl { get; } = new(
        "RLY2703", Severity.Error, "The address holds a password.", "Take it out and name a file with it under 'credentials:'.");

    public static DiagnosticRule RepositoryTwice { get; } = new("RLY2704", Severity.Error, "'{0}' at branch '{1}' is already watched.");

    public static DiagnosticRule UnknownVariable { get; } = new(
        "RLY2705", Severity.Warning, "The variable {0} overrides nothing.", "Did you mean {1}?");

    public static DiagnosticRule BadGrant { get; } = new("RLY2706", Severity.Error, "'{0}' grants nothing that can be understood.", "{1}");

    public static DiagnosticRule PullRequestsBeyondGrants { get; } = new(
        "RLY2707", Severity.Error, "Pull requests are granted the deployment '{0}', and the repository itself is not.", "Name it under 'deployments:' of the repository's grants too, or take it out here.");
}
