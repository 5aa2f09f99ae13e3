"""What is said of classes, clusters and the images they share; all of it is plain text."""

from __future__ import annotations

from gui.models.cluster_text import images_text, percent_text
from gui.models.number_text import count_text


def cell_text(class_name: str, cluster: int, count: int, of_class: int, of_cluster: int) -> str:
    """Return what one cell says.

    Parameters
    ----------
    class_name : str
        Printable.
    cluster : int
        Its number.
    count : int
        Images of the class in the cluster.
    of_class, of_cluster : int
        Images of the whole class; images of known class in the whole cluster.
    """
    if not of_class:
        return f"No image is of class {class_name}."
    verb = "is" if count == 1 else "are"
    text = (
        f"{count_text(count)} of {images_text(of_class)} of class {class_name} "
        f"{verb} in cluster {cluster} ({percent_text(count / of_class)})"
    )
    if not of_cluster:
        return f"{text};\nnobody else is, either: the cluster has no image of known class."
    return (
        f"{text}:\n{percent_text(count / of_cluster)} of the {images_text(of_cluster)} "
        "of known class there."
    )


def class_text(class_name: str, of_class: int, cluster: int, count: int) -> str:
    """Return how large a class is and where most of it lies.

    Parameters
    ----------
    class_name : str
        Printable.
    of_class : int
        Its images.
    cluster, count : int
        The cluster that holds most of them, and how many.
    """
    if not of_class:
        return f"No image is of class {class_name}."
    return (
        f"{images_text(of_class)} of class {class_name};\n"
        f"most in cluster {cluster}: {count_text(count)} ({percent_text(count / of_class)})."
    )


def cluster_text(cluster: int, of_cluster: int, class_name: str, count: int) -> str:
    """Return how many images of known class a cluster has, and which class is commonest.

    Parameters
    ----------
    cluster : int
        Its number.
    of_cluster : int
        Its images of known class.
    class_name : str
        The commonest class, printable.
    count : int
        Images of that class.
    """
    if not of_cluster:
        return f"Cluster {cluster} has no image of known class."
    return (
        f"Cluster {cluster} has {images_text(of_cluster)} of known class;\n"
        f"most of class {class_name}: {count_text(count)} ({percent_text(count / of_cluster)})."
    )


def whole_text(n_images: int, n_classes: int, n_clusters: int, n_unknown: int) -> str:
    """Return what the table counts, and how many images it leaves out.

    Parameters
    ----------
    n_images : int
        Images of known class.
    n_classes, n_clusters : int
        Rows and columns.
    n_unknown : int
        Images of unknown class.
    """
    classes = f"{count_text(n_classes)} class{'' if n_classes == 1 else 'es'}"
    clusters = f"{count_text(n_clusters)} cluster{'' if n_clusters == 1 else 's'}"
    text = f"{images_text(n_images)} of {classes} in {clusters}"
    return f"{text}; {count_text(n_unknown)} of unknown class left out" if n_unknown else text
