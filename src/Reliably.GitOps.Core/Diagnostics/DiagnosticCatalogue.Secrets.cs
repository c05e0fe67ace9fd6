namespace Reliably.GitOps.Diagnostics;

/// <summary>Where secrets may come from.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule SecretCommandEmpty { get; } = new(
        "RLY2640", Severity.Error, "The command names no program.", "Write a list: the program first, then its arguments.");

    public static DiagnosticRule SecretCommandName { get; } = new(
        "RLY2641", Severity.Error, "'{0}' is not the name of a command.", "A name has letters, digits, '-', '_' and '.'. What it runs stands in the server's configuration alone (grants: secrets: commands).");

    public static DiagnosticRule OwnFileGranted { get; } = new(
        "RLY2642", Severity.Error, "'{0}' would grant '{1}', which is the service's own.", "Keep the secrets of repositories in a folder of their own.");
}
