namespace Reliably.GitOps.Git;

/// <summary>Where a clone keeps its objects, for a scratch repository that borrows them.</summary>
/// <param name="Objects">Full path of the folder of objects.</param>
/// <param name="Shallow">Full path of the file that names where a shallow history ends; it may not be there.</param>
/// <param name="Format"><c>sha1</c> or <c>sha256</c>.</param>
internal sealed record CloneStorage(string Objects, string Shallow, string Format);
