namespace Reliably.GitOps.Diagnostics;

/// <summary>The only place where findings are worded. One partial file for each kind of document; every code is unique (a test holds it).</summary>
public static partial class DiagnosticCatalogue
{
}
