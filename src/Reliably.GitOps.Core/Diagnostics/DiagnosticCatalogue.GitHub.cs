namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY213x: what <c>reliably-server.yaml</c> says of GitHub.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule BadGitHubName { get; } = new("RLY2130", Severity.Error, "'{0}' is not the name of a repository on GitHub.", "Write it as 'owner/name'.");

    public static DiagnosticRule BesideApp { get; } = new("RLY2131", Severity.Error, "'{0}' cannot stand beside 'app'.", "Remove it: address and credentials follow from 'app' and 'github'.");

    public static DiagnosticRule AppWithoutGitHub { get; } = new(
        "RLY2132", Severity.Error, "A repository on GitHub needs to know who the service is there.", "Add 'github:' with 'app-id' and 'key', or with 'token'.");

    public static DiagnosticRule GitHubIdentityUnclear { get; } = new(
        "RLY2133", Severity.Error, "'github' must say who the service is: an App, or an account.", "Give 'app-id' and 'key' of an App, or 'token' alone.");

    public static DiagnosticRule WebhooksWithoutSecret { get; } = new(
        "RLY2134", Severity.Error, "Webhooks come in here, and there is no secret to tell GitHub's deliveries from anybody else's.", "Name its file: github: { webhook-secret-files: [FILE] }; 'openssl rand -hex 32' makes one.");

    public static DiagnosticRule UnencryptedApi { get; } = new("RLY2135", Severity.Error, "'{0}' would send the token unencrypted.", "Write https.");
}
