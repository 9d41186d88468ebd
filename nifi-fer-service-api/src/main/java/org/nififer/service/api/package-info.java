/**
 * What a service that classifies the expressions of faces is to the components that use one, in whatever NAR the two lie: the service, the model that it lends, the images that
 * go to it, and its answers. Nothing here knows another module of nifi-fer, so that the NAR of this package can be the parent of anybody's NAR.
 */
package org.nififer.service.api;

