using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// What the Chaos Toolkit decides by looking at the machine: no file can say, so each is told once as unknown. A template's parameters are
/// variables too, and are given when it is instantiated.
/// </summary>
internal sealed class MachineUnknowns(DiagnosticList findings, string? parameterPrefix = null)
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    public void Module(DocumentCursor module, string name, string function) =>
        Tell(DiagnosticCatalogue.UnknownModule, module, name + "." + function, name, function);

    public void Program(DocumentCursor path, string name) => Tell(DiagnosticCatalogue.UnknownProgram, path, name, name);

    public void Variable(DocumentCursor key, string name, string hint)
    {
        if (parameterPrefix is not null && name.StartsWith(parameterPrefix, StringComparison.Ordinal)) return;
        Tell(DiagnosticCatalogue.UnknownEnvironment, key, name, name, hint);
    }

    public void Vault(DocumentCursor secret) => Tell(DiagnosticCatalogue.UnknownVault, secret, secret.Pointer);

    public void Control(DocumentCursor module, string name) => Tell(DiagnosticCatalogue.UnknownControlModule, module, name, name);

    public void JsonPath(DocumentCursor tolerance) => Tell(DiagnosticCatalogue.UnknownJsonPath, tolerance, "");

    private void Tell(DiagnosticRule rule, DocumentCursor place, string name, params string[] found)
    {
        if (told.Add(rule.Code + " " + name)) findings.Add(rule.At(place, found));
    }
}
