namespace Reliably.GitOps.PullRequests;

/// <summary>What a person may do in a repository, from nothing to everything: https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories</summary>
public enum RepositoryRole
{
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

/// <summary>The forge's words for roles.</summary>
public static class RepositoryRoles
{
    /// <summary>
    /// The role that the forge names. A role of an organization's own making has a name that says nothing: then the level counts, in which GitHub
    /// writes <c>triage</c> as <c>read</c> and <c>maintain</c> as <c>write</c>. What nobody knows is nothing.
    /// </summary>
    /// <param name="roleName"><c>role_name</c>; null where the forge did not say.</param>
    /// <param name="level"><c>permission</c>: <c>admin</c>, <c>write</c>, <c>read</c> or <c>none</c>.</param>
    public static RepositoryRole Of(string? roleName, string? level) => Named(roleName) ?? Named(level) ?? RepositoryRole.None;

    /// <summary>As people read it.</summary>
    public static string NameOf(RepositoryRole role) => role switch
    {
        RepositoryRole.Admin => "admin",
        RepositoryRole.Maintain => "maintain",
        RepositoryRole.Write => "write",
        RepositoryRole.Triage => "triage",
        RepositoryRole.Read => "read",
        _ => "none",
    };

    private static RepositoryRole? Named(string? name) => name switch
    {
        "admin" => RepositoryRole.Admin,
        "maintain" => RepositoryRole.Maintain,
        "write" => RepositoryRole.Write,
        "triage" => RepositoryRole.Triage,
        "read" => RepositoryRole.Read,
        "none" => RepositoryRole.None,
        _ => null,
    };
}
