using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Doctor;

/// <summary>What is to be said about <c>reliably-server.yaml</c>.</summary>
public static class ConfigurationChecks
{
    private const string Group = "Configuration";

    /// <summary>Every finding, or that there is none.</summary>
    /// <param name="file">The file as it was named.</param>
    /// <param name="reading">What was read of it.</param>
    public static IEnumerable<CheckResult> Of(string file, ServerConfigurationReading reading)
    {
        var check = new Check(Group, "configuration");
        foreach (var finding in reading.Diagnostics)
        {
            var message = $"{finding.Location}: {finding.Message}";
            var hint = finding.Hint ?? $"'reliably explain {finding.Code}' says more.";
            yield return finding.Severity == Severity.Error ? check.Problem(message, hint) : check.Advice(message, hint);
        }

        if (reading.Configuration is not { } configuration) yield break;
        yield return configuration.Repositories.IsEmpty
            ? check.Advice($"{file} is read, and watches no repository.", "Add one under 'repositories'.")
            : check.Good($"{file} is read; it watches {configuration.Repositories.Length} {(configuration.Repositories.Length == 1 ? "repository" : "repositories")}.");
    }
}
